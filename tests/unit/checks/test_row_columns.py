# ruff: noqa: E501
"""Columns that tell something about each row, and are not plain."""

from collections.abc import Callable
from textwrap import dedent


def test_row_columns(found: Callable[..., str]) -> None:
    assert found(
        tables={
            "      body: letter\n": "      body: letter\n      topic: letter\n",
            "    owners: {buyer: {buyer: buyer_id}}\n    columns: {ip: device.ip, seen_at: plain}": "    owners: {buyer: {buyer: buyer_id}}\n    collected: sen_at\n    columns: {ip: device.ip, seen_at: plain}",
            "      buyer: {buyer: author_id, when: \"author_kind = 'buyer'\"}\n": "      buyer: {buyer: author_id, when: \"author_kind = 'buyer'\"}\n    only_for: topic\n",
        }
    ) == dedent("""\
        [TR228] error: `only_for` of `letter` is `topic`, which is no plain column of it
          where: tables.yaml:41:5
          why:   erasing what a row was given for, where it came from or when would change who may see it
          hint:  write `topic: plain`
        [TR228] error: `collected` of `signal` is `sen_at`, which is no plain column of it
          where: tables.yaml:48:5
          why:   erasing what a row was given for, where it came from or when would change who may see it
          hint:  did you mean `seen_at`?
        """)
