"""What a deed means outside the database: who was given the data is told, and other systems are cleared."""

from __future__ import annotations

import pytest

from integration.company import Shop
from troth.elsewhere import Deed, Outside, look_outside
from troth.elsewhere.owed import Owed

EVERYTHING = frozenset({"identity.name", "contact.email", "contact.phone", "address.shipping", "order"})


def disclosed(shop: Shop, recipient: str = "carrier") -> tuple[int, int]:
    """A member whose order the carrier was told of, and the number of that disclosure."""
    ana = shop.sign_up()
    shop.order(ana)
    made = shop.troth.disclose(recipient, people=[("member", ana)], because="a parcel", actor="ben")
    return ana, made.id


def outside(shop: Shop, what: str, key: int, categories: frozenset[str] = EVERYTHING) -> Outside:
    with shop.troth.at_work() as (connection, compiled):
        return look_outside(connection, compiled, Deed(what=what, kind="member", key=(key,), categories=categories))


def written(shop: Shop, what: str, key: int, request: int | None = None) -> tuple[Owed, ...]:
    found = outside(shop, what, key)
    with shop.troth.owner() as owner, owner.transaction():
        found.write(owner, request=request)
    return shop.troth.elsewhere.list()


def test_who_was_given_the_data_has_to_be_told_and_nobody_else(shop: Shop) -> None:
    ana, number = disclosed(shop)
    found = outside(shop, "erase", ana)
    assert [(n.recipient, n.disclosures, n.webhook) for n in found.notices] == [("carrier", (number,), True)]
    assert set(found.notices[0].categories) == {"identity.name", "address.shipping"}
    assert f"tell carrier by webhook: address.shipping, identity.name (disclosure {number})" in str(found)
    assert outside(shop, "erase", shop.sign_up()).notices == ()
    phone = outside(shop, "erase", ana, frozenset({"contact.phone"}))
    assert phone.notices == (), "the carrier was never given a phone number"


def test_other_systems_are_told_by_the_key_by_which_they_know_the_person(shop: Shop) -> None:
    ana = shop.sign_up()
    tasks = {task.system: task for task in outside(shop, "erase", ana).tasks}
    assert set(tasks) == {"mail_tool", "cabinet"}
    assert tasks["mail_tool"].about == {"member.email": f"m{ana}@example.org"} and tasks["mail_tool"].webhook
    assert tasks["cabinet"].about == {"member": [ana]} and tasks["cabinet"].assigned == "accounts"
    assert str(tasks["cabinet"]) == "erase in cabinet, a task for accounts within 14 days"
    only_phone = outside(shop, "erase", ana, frozenset({"contact.phone"}))
    assert only_phone.tasks == ()
    assert [task.system for task in outside(shop, "access", ana).tasks] == ["mail_tool"]


def test_a_system_that_knows_no_such_person_is_not_asked(shop: Shop) -> None:
    ana = shop.sign_up()
    shop.owner.execute("update member set email = null where member_id = %s", [ana])
    assert [task.system for task in outside(shop, "erase", ana).tasks] == ["cabinet"]


def test_backups_are_said_to_be_gone_by_a_day(shop: Shop) -> None:
    found = outside(shop, "erase", shop.sign_up())
    expected = shop.owner.execute("select (troth.today() + interval '35 days')::date").fetchone()
    assert [(each.system, each.on) for each in found.later] == [("backups", expected[0])]  # type: ignore[index]
    assert f"backups: gone by {expected[0]} (35 days)" in str(found)  # type: ignore[index]


def test_what_is_owed_outlives_the_person_s_rows(shop: Shop) -> None:
    ana, number = disclosed(shop)
    owed = written(shop, "erase", ana)
    shop.owner.execute("delete from orders where buyer_id = %s", [ana])
    shop.owner.execute("delete from member where member_id = %s", [ana])
    assert [(each.sort, each.to, each.state) for each in shop.troth.elsewhere.list()] == [
        ("notice", "carrier", "waiting"),
        ("task", "mail_tool", "waiting"),
        ("task", "cabinet", "waiting"),
    ]
    notice, mail, _ = owed
    assert (notice.key, notice.disclosures) == ((ana,), (number,))
    assert mail.about == {"member.email": f"m{ana}@example.org"}


def test_what_a_recipient_was_told_to_erase_is_not_told_again(shop: Shop) -> None:
    ana, _ = disclosed(shop)
    written(shop, "erase", ana)
    assert outside(shop, "erase", ana).notices == ()
    assert outside(shop, "rectify", ana).notices == ()
    order = shop.order(ana)
    again = shop.troth.disclose("carrier", rows={"orders": [order]}, because="another parcel", actor="ben")
    assert [notice.disclosures for notice in outside(shop, "erase", ana).notices] == [(again.id,)]


def test_a_restriction_is_told_in_the_same_transaction(shop: Shop) -> None:
    ana, number = disclosed(shop)
    said = shop.troth.subject("member", ana).restrict("accuracy", because="the street is wrong")
    assert "1 recipient has to be told" in str(said)
    (notice,) = shop.troth.elsewhere.list()
    assert (notice.to, notice.what, notice.disclosures, notice.key) == ("carrier", "restrict", (number,), (ana,))


@pytest.mark.parametrize(
    ("scope", "told"),
    [
        ({"categories": ["address.*"]}, ["carrier"]),
        ({"categories": ["contact.*"]}, []),
        ({"purposes": ["fulfilment"]}, ["carrier"]),
        ({"purposes": ["account"]}, []),
    ],
)
def test_only_those_whom_the_restriction_reaches_are_told(
    shop: Shop, scope: dict[str, list[str]], told: list[str]
) -> None:
    ana, _ = disclosed(shop)
    shop.troth.subject("member", ana).restrict("accuracy", **scope)  # type: ignore[arg-type]
    assert [each.to for each in shop.troth.elsewhere.list()] == told


def test_a_restriction_nobody_hears_of_says_nothing(shop: Shop) -> None:
    assert "told" not in str(shop.troth.subject("member", shop.sign_up()).restrict("accuracy"))
