"""A window that people read themselves, as owners that there are not, or that never meet."""

from collections.abc import Callable

ROLE = "    role: controller\n    country: US\n    safeguard: standard_contractual_clauses\n"
SUBJECT = "    role: subject\n    country: US\n"


def test_owners_that_no_table_has(found: Callable[..., str]) -> None:
    said = found(policy={ROLE: f"{SUBJECT}    as: seler\n    sees: byer\n"})
    assert "[TR237] error: no table has an owner `seler`" in said and "did you mean `buyer`?" in said


def test_an_owner_that_the_case_does_not_have(found: Callable[..., str]) -> None:
    cases = {"conditions:\n": "cases: {quarrel: quarrel}\nconditions:\n"}
    said = found(policy={ROLE: f"{SUBJECT}    as: post\n    per: quarrel\n"}, tables=cases)
    assert "[TR237] error: `quarrel`, the table of the case `quarrel`, has no owner `post`" in said
    known = found(policy={ROLE: f"{SUBJECT}    as: buyer\n    per: quarrel\n"}, tables=cases)
    assert "TR237" not in known and "TR157" not in known


def test_owners_that_never_meet(found: Callable[..., str]) -> None:
    maker = {"      maker: {maker: maker_id}\n": "", "{holds: sale, of: [buyer, maker]}": "{holds: sale}"}
    said = found(policy={ROLE: f"{SUBJECT}    as: maker\n    sees: buyer\n"}, tables=maker)
    assert "[TR237] error: `maker` and `buyer` are owners of no table together" in said
