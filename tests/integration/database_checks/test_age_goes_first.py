"""TR340: a purpose that needs an age and does not keep what tells it."""

from collections.abc import Callable

Found = Callable[..., set[tuple[str, str]]]

DATE = "alter table member alter column created_at type date"
BORN = {
    "listing_category: plain ": "listing_category: plain\nage: {member: {born: member.created_at}}\n#",
    "      created_at: plain": "      created_at: identity.name",
}
NEEDS = {"    keep: 180 days after signal seen": "    keep: 180 days after signal seen\n    needs: [age: 18]"}
SAYS = "`fraud_prevention` needs the age of a member, and does not keep `member.created_at`, which tells it"


def test_an_age_that_others_keep(found: Found) -> None:
    assert found("TR340", DATE, policy=NEEDS, tables=BORN) == {("warning", SAYS)}
    assert found("TR340", DATE, tables=BORN) == set()


def test_a_purpose_that_keeps_nothing_of_its_own(found: Found) -> None:
    nothing = {"    keep: 180 days after signal seen": "    keep: nothing\n    needs: [age: 18]"}
    assert found("TR340", DATE, policy=nothing, tables=BORN) == set()


def test_an_age_that_is_kept_along(found: Found) -> None:
    uses = {"    uses: [device.ip, contact.email]": "    uses: [device.ip, contact.email, identity.name]"}
    assert found("TR340", DATE, policy=NEEDS | uses, tables=BORN) == set()


def test_an_age_that_is_never_erased(found: Found) -> None:
    plain = {"listing_category: plain ": BORN["listing_category: plain "]}
    assert found("TR340", DATE, policy=NEEDS, tables=plain) == set()
