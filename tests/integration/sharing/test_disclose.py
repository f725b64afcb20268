"""Releasing data to a recipient: through its window, minimised, recorded; outside agreement or safeguard not at all."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import zipfile
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest

from integration.company import Shop
from troth.errors import Refused, Unavailable
from troth.sharing import disclose

CLOCK = "create or replace function troth.clock() returns timestamptz language sql stable parallel safe return {}"


def refused(code: str) -> Any:
    return pytest.raises(Refused, match=rf"\[{code}\]")


def buyer_with_order(shop: Shop) -> int:
    """A member whose name the carrier may get: they have something to deliver."""
    member = shop.sign_up()
    shop.order(member)
    return member


def at(shop: Shop, moment: str | None) -> None:
    shop.chief.execute(CLOCK.format(f"timestamptz '{moment} Europe/Berlin'" if moment else "now()"))


def test_what_leaves_is_what_the_recipient_receives_of_whom_was_named(shop: Shop, tmp_path: Path) -> None:
    buyer, other = shop.sign_up(), shop.sign_up()
    order, _ = shop.order(buyer), shop.order(other)
    file = tmp_path / "out.json"
    made = shop.troth.disclose("carrier", people=[("member", buyer)], because="a parcel", to=file, actor="ana")
    handed = json.loads(file.read_bytes())
    assert handed["tables"] == {
        "member": [{"member_id": buyer, "full_name": f"Member {buyer}"}],
        "orders": [{"order_id": order, "buyer_id": buyer, "ship_to": "A street"}],
    }
    assert (made.people, made.rows, handed["disclosure"]) == (1, 2, made.id)
    assert made.digest == hashlib.sha256(file.read_bytes()).hexdigest()
    assert file.stat().st_mode & 0o777 == 0o600 and list(tmp_path.iterdir()) == [file]


def test_it_is_recorded_with_everybody_in_it(shop: Shop) -> None:
    buyer = shop.sign_up()
    shop.order(buyer)
    waiting = shop.owner.execute("select coalesce(max(id), 0) from troth.ledger_entry").fetchone()
    made = shop.troth.disclose("carrier", people=[("member", buyer)], because="a parcel", actor="ana", second="bo")
    row = shop.owner.execute(
        "select recipient, purpose, because, actor, second, country, safeguard, categories, people, rows, digest "
        "from troth.disclosure where id = %s",
        [made.id],
    ).fetchone()
    kinds = ["address.shipping", "identity.name"]
    assert row == ("carrier", "fulfilment", "a parcel", "ana", "bo", "DE", None, kinds, 1, 2, made.digest)
    people = shop.owner.execute(
        "select kind, key, categories from troth.disclosed_person where disclosure = %s", [made.id]
    ).fetchall()
    assert people == [("member", [buyer], kinds)]
    entries = shop.owner.execute("select entry from troth.ledger_entry where id > %s order by id", waiting).fetchall()
    told = [json.loads(text) for (text,) in entries]
    assert [entry["what"] for entry in told] == ["disclosure", "disclosed"]
    assert told[0]["detail"]["digest"] == made.digest and told[0]["detail"]["people"] == 1
    assert re.fullmatch(r"member:[0-9a-f]{64}", told[1]["subject"])


def test_two_people_in_one_row_are_both_recorded(shop: Shop) -> None:
    """The ledger's order says something about buyer and seller: a release about one of them is about both."""
    buyer, seller = shop.sign_up(), shop.sign_up()
    shop.order(buyer, seller)
    made = shop.troth.disclose("accountant", people=[("member", seller)], because="the books")
    rows = shop.owner.execute(
        "select key, categories from troth.disclosed_person where disclosure = %s order by key", [made.id]
    ).fetchall()
    assert rows == [([buyer], ["order"]), ([seller], ["identity.name", "order"])]


def test_everyone_is_asked_for_in_so_many_words(shop: Shop) -> None:
    buyer_with_order(shop)
    with refused("TR783"):
        shop.troth.plan_disclosure("carrier")
    plan = shop.troth.plan_disclosure("carrier", everyone=True)
    traders = "select buyer_id from orders union select seller_id from orders"
    people = shop.owner.execute(f"select count(*) from ({traders}) as t (member) where member is not null").fetchone()
    hidden = shop.owner.execute("select count(distinct subject) from troth.hidden_member").fetchone()
    assert people and hidden and len(plan.people) == people[0] - hidden[0]


def test_narrower_by_kinds_of_data_and_by_rows(shop: Shop) -> None:
    buyer = shop.sign_up()
    first, _ = shop.order(buyer), shop.order(buyer)
    plan = shop.troth.plan_disclosure("carrier", people=[("member", buyer)], categories=["identity.*"])
    assert plan.categories == ("identity.name",) and plan.rows == 1
    made = shop.troth.disclose("carrier", rows={"orders": [str(first)]}, because="one parcel")
    assert list(made.tables) == ["orders"] and [row["order_id"] for row in made.tables["orders"]] == [first]
    for asked in ({"categories": ["contact.email"]}, {"rows": {"message": [1]}}):
        with refused("TR783"):
            shop.troth.plan_disclosure("carrier", people=[("member", buyer)], **asked)


def test_who_is_hidden_is_not_released_and_the_plan_says_so(shop: Shop) -> None:
    member = buyer_with_order(shop)
    shop.troth.subject("member", member).restrict("claims")
    plan = shop.troth.plan_disclosure("carrier", people=[("member", member)])
    assert plan.not_shown == (("member", (member,)),) and f"nothing of member {member}" in str(plan)
    with refused("TR782"):
        shop.troth.disclose(plan, because="a parcel")


def test_who_is_hidden_after_the_plan_is_left_out(shop: Shop) -> None:
    stays, goes = buyer_with_order(shop), buyer_with_order(shop)
    plan = shop.troth.plan_disclosure("carrier", people=[("member", stays), ("member", goes)])
    shop.troth.subject("member", goes).restrict("claims")
    made = shop.troth.disclose(plan, because="parcels")
    assert [row["member_id"] for row in made.tables["member"]] == [stays]


def test_a_row_that_became_somebody_elses_after_the_plan_is_left_out(shop: Shop) -> None:
    buyer, other = buyer_with_order(shop), buyer_with_order(shop)
    order = shop.order(buyer)
    plan = shop.troth.plan_disclosure("carrier", people=[("member", buyer)])
    shop.owner.execute("update orders set buyer_id = %s where order_id = %s", [other, order])
    made = shop.troth.disclose(plan, because="a parcel")
    assert order not in [row["order_id"] for row in made.tables["orders"]] and made.people == 1


@pytest.mark.parametrize("moment", ["2025-12-31 12:00", "2027-01-02 12:00"])
def test_outside_the_agreement_nothing_leaves(shop: Shop, moment: str) -> None:
    member = buyer_with_order(shop)
    plan = shop.troth.plan_disclosure("carrier", people=[("member", member)])
    at(shop, moment)
    try:
        with refused("TR781"):
            shop.troth.plan_disclosure("carrier", people=[("member", member)])
        with refused("TR781"):
            shop.troth.disclose(plan, because="a parcel")
    finally:
        at(shop, None)


def test_a_reason_a_recipient_and_people_that_are_there(shop: Shop) -> None:
    member = buyer_with_order(shop)
    with refused("TR784"):
        shop.troth.disclose("carrier", people=[("member", member)], because=" ")
    for recipient in ("nobody", "advertiser"):
        with refused("TR780"):
            shop.troth.plan_disclosure(recipient, everyone=True)
    for somebody in (("member", 10**9), ("member", "x"), ("guest", 1), ("member", (1, 2))):
        with refused("TR783"):
            shop.troth.plan_disclosure("carrier", people=[somebody])


def test_it_is_read_with_the_rights_of_the_recipients_role_and_no_others(shop: Shop) -> None:
    member = buyer_with_order(shop)
    shop.chief.execute("revoke select on to_carrier.member from k7tracks_to_carrier")
    try:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            shop.troth.plan_disclosure("carrier", people=[("member", member)])
    finally:
        shop.chief.execute("grant select on to_carrier.member to k7tracks_to_carrier")
    assert shop.troth.plan_disclosure("carrier", people=[("member", member)]).people


def test_a_spreadsheet_takes_no_cell_for_a_formula(shop: Shop, tmp_path: Path) -> None:
    member = buyer_with_order(shop)
    shop.owner.execute("update member set full_name = '=1+1' where member_id = %s", [member])
    named = {"people": [("member", member)], "categories": ["identity.*"]}
    shop.troth.disclose("carrier", because="a parcel", to=tmp_path / "out.csv", **named)
    rows = list(csv.DictReader(StringIO((tmp_path / "out.csv").read_text())))
    assert rows == [{"member_id": str(member), "full_name": "'=1+1"}]


def test_two_tables_are_two_files_in_one(shop: Shop, tmp_path: Path) -> None:
    buyer = shop.sign_up()
    shop.order(buyer)
    named = {"people": [("member", buyer)], "because": "a parcel"}
    with refused("TR788"):
        shop.troth.disclose("carrier", to=tmp_path / "out.csv", **named)
    shop.troth.disclose("carrier", to=tmp_path / "out.zip", **named)
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert sorted(archive.namelist()) == ["about.json", "member.csv", "orders.csv"]
    with refused("TR788"):
        shop.troth.disclose("carrier", to=tmp_path / "out.zip", **named)


def test_a_file_whose_name_is_taken_meanwhile_is_there_under_another_name_and_on_the_record(
    shop: Shop, tmp_path: Path
) -> None:
    """As after a crash in between: a record too many, never a release too few; and nothing is written over."""
    to = tmp_path / "out.json"
    plan = shop.troth.plan_disclosure("carrier", people=[("member", buyer_with_order(shop))])
    with (
        shop.troth.at_work() as (connection, compiled),
        pytest.raises(Unavailable, match=r"\[TR788\].*is recorded, and its file cannot be named"),
    ):
        disclose(connection, compiled, plan, because="a parcel", to=to, also=lambda *_: to.touch())
    row = shop.owner.execute("select id, digest from troth.disclosure order by id desc limit 1").fetchone()
    (aside,) = set(tmp_path.iterdir()) - {to}
    content = aside.read_bytes()
    assert row and json.loads(content)["disclosure"] == row[0] and hashlib.sha256(content).hexdigest() == row[1]
    assert to.read_bytes() == b""


REFUSED_AT_COMMIT = """
create function not_today() returns trigger language plpgsql as $$ begin raise 'not today'; end $$;
create constraint trigger not_today after insert on troth.disclosure deferrable initially deferred
  for each row execute function not_today()
"""


def test_a_release_that_is_not_committed_leaves_no_file(shop: Shop, tmp_path: Path) -> None:
    """The file is written before the commit, and gets its name after it."""
    member = buyer_with_order(shop)
    before = shop.owner.execute("select count(*) from troth.disclosure").fetchone()
    shop.chief.execute(REFUSED_AT_COMMIT)
    try:
        with pytest.raises(psycopg.errors.RaiseException, match="not today"):
            shop.troth.disclose("carrier", people=[("member", member)], because="a parcel", to=tmp_path / "out.json")
    finally:
        shop.chief.execute("drop function not_today() cascade")
    assert shop.owner.execute("select count(*) from troth.disclosure").fetchone() == before
    assert not list(tmp_path.iterdir())


def test_a_file_that_cannot_be_written_leaves_no_record(shop: Shop, tmp_path: Path) -> None:
    member = buyer_with_order(shop)
    before = shop.owner.execute("select count(*) from troth.disclosure").fetchone()
    with pytest.raises(Unavailable, match=r"\[TR788\]"):
        shop.troth.disclose(
            "carrier", people=[("member", member)], because="a parcel", to=tmp_path / "nowhere" / "out.json"
        )
    assert shop.owner.execute("select count(*) from troth.disclosure").fetchone() == before
