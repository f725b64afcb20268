# ruff: noqa: E501
"""A purpose that opens cases to which some of its rows cannot be related."""

from collections.abc import Callable

Found = Callable[..., set[tuple[str, str]]]

FRAUD = '    says: "Protect members against fraud"\n'
MAP = "conditions:\n"


def test_cases_of_the_same_people(found: Found) -> None:
    cases = {MAP: f"cases: {{signal: fraud_signal}}\n{MAP}"}
    assert found("TR337", policy={FRAUD: f"{FRAUD}    open_per: signal\n"}, tables=cases) == set()


def test_cases_to_which_no_way_leads(found: Found) -> None:
    guests = "create table guest (guest_id bigint primary key); create table visit (id bigint primary key, guest_id bigint references guest, at text)"
    tables = {
        "  listing_category: plain": "  guest: {subject: guest, columns: {}}\n  visit: {owners: {guest: {guest: guest_id}}, columns: {at: order}}\n"
        "  listing_category: plain",
        MAP: f"cases: {{visit: visit}}\n{MAP}",
    }
    policy = {FRAUD: f"{FRAUD}    open_per: visit\n", "categories:\n": '  guest: {says: "Guests"}\n\ncategories:\n'}
    said = found("TR337", guests, policy=policy, tables=tables)
    assert ("error", "no way leads from the rows of `member` to those of `visit`") in said


CARRIER = "    role: processor                          # processor, joint_controller, controller, authority, subject, public\n"
ASKED = "    role: processor\n    as: member\n    per: signal\n"


def test_readers_whose_cases_no_way_leads_to(found: Found) -> None:
    """A signal is about a member, and what the carrier sees of a guest could be related to none."""
    cases = {MAP: f"cases: {{signal: fraud_signal}}\n{MAP}"}
    assert found("TR337", policy={CARRIER: ASKED}, tables=cases) == set()
    guests = "create table guest (guest_id bigint primary key, name text)"
    tables = cases | {
        "  listing_category: plain": "  guest: {subject: guest, columns: {name: identity.name}}\n  listing_category: plain"
    }
    said = found(
        "TR337",
        guests,
        policy={CARRIER: ASKED, "categories:\n": '  guest: {says: "Guests"}\n\ncategories:\n'},
        tables=tables,
    )
    assert ("error", "no way leads from the rows of `guest` to those of `fraud_signal`") in said
