"""A purpose that opens cases which the data map does not have, or that are about nobody."""

from collections.abc import Callable

LETTERS = "    uses: [letter]\n"


def test_open_case(found: Callable[..., str]) -> None:
    opening = {LETTERS: f"{LETTERS}    open_per: quarrel\n"}
    assert "[TR238] error: tables.yaml has no case `quarrel`" in found(policy=opening)
    cases = {"conditions:\n": "cases: {quarrel: quarrel}\nconditions:\n"}
    assert "TR238" not in found(policy=opening, tables=cases)


def test_a_reader_of_cases_that_there_are_not(found: Callable[..., str]) -> None:
    role = "    role: controller\n    country: US\n    safeguard: standard_contractual_clauses\n"
    assert "[TR238] error: tables.yaml has no case `quarrel`" in found(
        policy={role: f"{role}    as: buyer\n    per: quarrel\n"}
    )


def test_a_case_about_nobody(found: Callable[..., str]) -> None:
    cases = {"conditions:\n": "cases: {kind: shop.article_kind}\nconditions:\n"}
    assert "[TR238] error: `kind` is a row of `shop.article_kind`, which is about nobody" in found(tables=cases)
