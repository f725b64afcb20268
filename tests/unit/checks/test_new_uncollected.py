# ruff: noqa: E501
"""A purpose that came later, and rows of an unknown time."""

from collections.abc import Callable
from textwrap import dedent


def test_new_uncollected(found: Callable[..., str]) -> None:
    assert found(
        policy={
            "    uses: [letter]\n    keep": "    uses: [letter]\n    new: {version: 2, since: 2026-10-01}\n    keep"
        },
        tables={
            "    columns: {text: letter, closed_at: plain}": "    collected: closed_at\n    columns: {text: letter, closed_at: plain}"
        },
    ) == dedent("""\
        [TR229] error: `archive_letters` is new, and nobody says when rows of `letter` were collected
          where: tables.yaml:38:3
          why:   Art. 5(1)(b), 13(3) GDPR: what was collected before a purpose came was not collected for it
          hint:  add `collected: created_at` with the column of that time
        """)
