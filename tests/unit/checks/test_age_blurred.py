"""A date of birth of which something is left that makes people older than they are."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

import pytest

AGE = "age: {maker: {born: maker.born}}\n"
BORN = "born: {holds: identity.name, erase: {to: year}, from: observed}"


def test_cut_to_its_year(found: Callable[..., str]) -> None:
    assert found(added_to_tables=AGE) == dedent("""\
        [TR252] error: `maker.born` tells the age of a maker, and erasing leaves an earlier day in its place
          where: tables.yaml:16:7
          why:   an earlier day of birth is a greater age: somebody would count as old enough too soon
          hint:  let it be emptied: `erase: null`; or, where it can't be, `erase: {set: "9999-12-31"}`
        """)


@pytest.mark.parametrize(
    ("erase", "wrong"), [("null", False), ('{set: "9999-12-31"}', False), ('{set: "1900-01-01"}', True)]
)
def test_emptied_or_replaced(erase: str, wrong: bool, found: Callable[..., str]) -> None:
    said = found(tables={BORN: f"born: {{holds: identity.name, erase: {erase}}}"}, added_to_tables=AGE)
    assert ("TR252" in said) is wrong


def test_kept_at_a_level(found: Callable[..., str]) -> None:
    said = found(
        tables={BORN: "born: identity.born"},
        added_to_tables=AGE,
        policy={
            "  address:": "  identity.born: {says: Birth, levels: [year]}\n  address:",
            "marks: [account closed]": "marks: [account closed]\n    levels: {identity.born: year}",
        },
    )
    assert "[TR252] warning: `maker.born` tells the age of a maker, and may be kept less exactly" in said
