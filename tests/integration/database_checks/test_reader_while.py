# ruff: noqa: E501
"""A window that people read themselves while a condition is met that cannot be told for its rows."""

from collections.abc import Callable

Found = Callable[..., set[tuple[str, str]]]

CARRIER = "    role: processor                          # processor, joint_controller, controller, authority, subject, public\n"
READER = "    role: subject\n    as: seller\n    sees: buyer\n    while: {}\n"
MAP = "conditions:\n"


def test_a_state_of_the_row_in_which_both_meet(found: Found) -> None:
    assert found("TR336", policy={CARRIER: READER.format("dispute open")}) == set()


def test_a_state_that_no_way_leads_to(found: Found) -> None:
    elsewhere = {MAP: f'{MAP}  shop closed: {{table: listing_category, where: "name is null"}}\n'}
    said = found("TR336", policy={CARRIER: READER.format("shop closed")}, tables=elsewhere)
    assert (
        "error",
        "`shop closed` happens to `listing_category`, and no way leads there from `orders`'s buyer",
    ) in said


def test_with_cases_a_state_of_something_else(found: Found) -> None:
    asked = "    role: processor\n    as: buyer\n    per: quarrel\n    while: {}\n"
    cases = {MAP: f'cases: {{quarrel: dispute}}\n{MAP}  placed: {{table: orders, where: "placed_at is not null"}}\n'}
    assert found("TR336", policy={CARRIER: asked.format("dispute open")}, tables=cases) == set()
    said = found("TR336", policy={CARRIER: asked.format("placed")}, tables=cases)
    assert ("error", "`placed` is a state of `orders`, and not of the case `quarrel`") in said
