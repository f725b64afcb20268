# ruff: noqa: E501
"""Names that are too long for PostgreSQL together."""

from collections.abc import Callable
from textwrap import dedent


def test_long_name(found: Callable[..., str]) -> None:
    assert found(
        policy={
            "policy: strings": "policy: strings_and_more_half",
            "  archive_letters:": "  archive_letters_for_ever_and_ever_amen_oh:",
        }
    ) == dedent("""\
        [TR128] warning: the role `strings_and_more_half_sees_archive_letters_for_ever_and_ever_amen_oh` has 68 letters, and PostgreSQL reads 63
          where: policy.yaml:48:3
          why:   the role's name would be cut and end in a digest that nobody can read
          hint:  shorten the name by 5
        """)
