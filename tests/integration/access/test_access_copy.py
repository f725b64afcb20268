"""The access copy: everything held about a person, nobody else's, with what the law wants said about it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID
from zoneinfo import ZoneInfo

import psycopg
import pytest
from psycopg.types.json import Jsonb

from integration.access.oddities import Odd, employee
from integration.company import Shop
from troth.access import AccessCopy, Asked, access
from troth.errors import Refused
from troth.explain import explain_person
from troth.findings import Finding, Place

Somebody = Callable[..., UUID]


def copy_of(company: Shop | Odd, kind: str, key: object) -> AccessCopy:
    return company.troth.subject(kind, key).access()


def test_everything_of_a_person_and_nothing_of_another(shop: Shop) -> None:
    ana, bo, cy = shop.sign_up(), shop.sign_up(), shop.sign_up()
    order, other = shop.order(ana, bo), shop.order(cy, bo)
    for each in (order, other):
        shop.owner.execute("insert into order_line (order_id, listing_id, quantity) values (%s, 7, 2)", [each])
        shop.owner.execute("insert into dispute values (%s, %s, null, 'late')", [each, each])
    mine, theirs = copy_of(shop, "member", ana), copy_of(shop, "member", bo)
    assert [table.table for table in mine.tables] == ["member", "orders", "order_line", "dispute"]
    assert mine.table("member").rows[0]["email"] == f"m{ana}@example.org"
    (row,) = mine.table("orders").rows
    assert (row["order_id"], row["buyer_id"], row["seller_id"]) == (order, ana, "seller")
    assert (row["ship_to"], row["total"]) == ("A street", "10")
    assert [row["order_id"] for row in mine.table("dispute").rows] == [order]
    sold = {row["order_id"]: row for row in theirs.table("orders").rows}
    assert set(sold) == {order, other} and sold[order]["buyer_id"] == "buyer" and sold[order]["seller_id"] == bo
    assert "ship_to" not in sold[order], "the buyer's alone"
    assert f"m{ana}@" not in theirs.model_dump_json()


def test_who_has_both_parts_in_a_row_is_given_all_of_it(shop: Shop) -> None:
    ana = shop.sign_up()
    order = shop.order(ana, ana)
    (row,) = copy_of(shop, "member", ana).table("orders").rows
    assert (row["order_id"], row["buyer_id"], row["seller_id"], row["ship_to"]) == (order, ana, ana, "A street")


def test_nobody_has_a_part_where_a_link_is_null(shop: Shop) -> None:
    ana = shop.sign_up()
    shop.order(ana)
    (row,) = copy_of(shop, "member", ana).table("orders").rows
    assert row["seller_id"] is None


def test_a_copy_was_made_by_the_clock_that_its_other_times_are_read_on(shop: Shop) -> None:
    made = copy_of(shop, "member", shop.sign_up()).made_at
    assert made.utcoffset() == made.astimezone(ZoneInfo(shop.troth.compiled().policy.time_zone)).utcoffset()


def test_days_are_those_that_explain_says(shop: Shop) -> None:
    ana = shop.sign_up()
    first, second = shop.order(ana), shop.order(ana)
    shop.owner.execute("update orders set placed_at = '2026-03-31 23:30+00' where order_id = %s", [first])
    shop.owner.execute("update orders set placed_at = '2026-08-31 12:00+02' where order_id = %s", [second])
    kept = {one.purpose: (one.earliest, one.latest) for one in copy_of(shop, "member", ana).table("orders").kept}
    said = explain_person(shop.owner, shop.troth.compiled(), "member", ana)
    for purpose in ("fulfilment", "bookkeeping", "defence"):
        (row,) = [row for row in said.purpose(purpose).rows if row.table == "orders"]
        assert kept[purpose] == (row.earliest, row.latest), purpose
    assert str(kept["fulfilment"][0]) == "2028-04-01"


def test_a_clock_that_has_not_started_has_no_day(shop: Shop) -> None:
    ana = shop.sign_up()
    shop.owner.execute("insert into fraud_signal values (%s, %s, '10.0.0.1', now())", [ana, ana])
    shop.troth.subject("member", ana).object("fraud_prevention")
    copy = copy_of(shop, "member", ana)
    assert [one.purpose for one in copy.table("fraud_signal").kept] == [], "what has ended keeps nothing"
    bo = shop.sign_up()
    kept = {one.purpose: one.latest for one in copy_of(shop, "member", bo).table("member").kept}
    assert kept["fraud_prevention"] is None and kept["account"] is not None


def test_the_information_is_that_of_the_policy(odd: Odd, somebody: Somebody) -> None:
    copy = copy_of(odd, "person", somebody())
    assert (copy.controller.dpo, copy.controller.authority) == (
        "Dee Pio, dpo@odd.example", "Austrian data protection authority",
    )  # fmt: skip
    told = {one.purpose: one for one in copy.purposes}
    assert set(told) == {"service", "caring", "credit", "casework", "accountability"}
    assert told["casework"].ground == "legal obligation (Files act)"
    assert told["service"].kept == "1 year after made, at most 2 years after seen"
    assert told["caring"].stands == "you have not agreed to it, or not any more"
    assert "habit" in told["caring"].categories and "habit" not in told["service"].categories
    (bank,) = copy.recipients
    assert (bank.country, bank.receives, bank.purpose) == ("US", ("identity", "money"), "service")
    assert bank.safeguard is not None and bank.safeguard.kind == "standard contractual clauses"
    (machine,) = copy.automated
    assert (machine.purpose, machine.review_by) == ("credit", "desk_staff")
    assert {one.category for one in copy.categories if one.special} == {"habit"}
    rights = {one.right: one.says for one in copy.rights}
    assert "Austrian data protection authority" in rights["complaint"] and "human review" in rights
    assert "objection" not in rights, "nothing here rests on a legitimate interest"
    sources = {column.column: column.source for column in copy.table("person").columns if column.source}
    assert (sources["name"], sources["score"], sources["tags"], sources["visits"]) == (
        "person", "derived", "another", "observed",
    )  # fmt: skip


def test_another_kind_is_told_of_what_concerns_it(odd: Odd) -> None:
    odd.add("employee", employee_id=employee(1), name="Eve")
    copy = copy_of(odd, "employee", employee(1))
    assert {one.purpose for one in copy.purposes} == {"employment", "accountability"}
    assert [table.table for table in copy.tables] == ["employee"]


def test_standing_and_history_are_in_the_copy_and_staff_is_not(shop: Shop) -> None:
    ana = shop.sign_up()
    subject = shop.troth.subject("member", ana)
    subject.consent("newsletter", evidence={"form": "footer"}, actor="eve")
    subject.object("statistics", because="my own reasons", actor="eve")
    subject.restrict("accuracy", categories=["contact.*"], actor="eve")
    subject.hold(["order"], because="a letter", ground="claims", actor="eve")
    subject.access(because="asked by post", actor="eve")
    (told,) = copy_of(shop, "member", ana).standing
    assert [one.purpose for one in told.consents] == ["newsletter"] and told.objections == ("statistics",)
    assert told.restrictions[0].reach == {"categories": ["contact.*"]} and told.holds[0].because == "a letter"
    assert [one.word for one in told.history] == ["consent", "object", "restrict", "hold", "access"]
    assert told.history[-1].detail == {"form": "value", "because": "asked by post"}
    assert "eve" not in told.model_dump_json()
    stands = {one.purpose: one.stands for one in copy_of(shop, "member", ana).purposes}
    assert stands["newsletter"].startswith("you agreed to it on 20")
    assert stands["statistics"] == "you object to it, and it sees nothing of you until this is answered"


def test_who_was_given_what_is_in_the_copy(shop: Shop) -> None:
    ana, bo = shop.sign_up(), shop.sign_up()
    shop.order(ana, bo)
    done = shop.troth.disclose("carrier", because="parcels", people=[("member", ana)])
    (told,) = copy_of(shop, "member", ana).standing
    (given,) = told.disclosures
    assert (given.recipient, given.purpose, given.at) == ("carrier", "fulfilment", done.released_at)
    assert "address.shipping" in given.categories
    (told,) = copy_of(shop, "member", bo).standing
    assert told.disclosures == ()


def test_it_is_entered_in_the_ledger_by_pseudonym(shop: Shop) -> None:
    ana = shop.sign_up()
    shop.troth.subject("member", ana).access(because="a secret reason", actor="eve")
    rows = shop.owner.execute("select entry::jsonb from troth.ledger_entry order by id desc limit 1").fetchall()
    ((entry,),) = rows
    assert (entry["what"], entry["actor"], entry["detail"]) == ("access", "eve", {"form": "value", "policy_version": 3})
    known = shop.owner.execute(
        "select key from troth.ledger_key where kind = 'member' and pseudonym = %s", [entry["subject"]]
    ).fetchall()
    assert known == [([ana],)]


def test_what_comes_first_can_refuse_it(shop: Shop) -> None:
    ana = shop.sign_up()

    def refuse(connection: psycopg.Connection[object]) -> None:
        connection.execute("insert into listing_category values (77, 'first')")
        raise Refused(Finding(code="TR999", message="no", where=Place(object="here"), why="so", hint="so"))

    with pytest.raises(Refused, match="TR999"):
        shop.troth.subject("member", ana).access(also=refuse)
    assert shop.owner.execute("select 1 from listing_category where id = 77").fetchone() is None
    assert copy_of(shop, "member", ana).standing[0].history == ()


def test_who_is_gone_is_told_what_was_said(shop: Shop) -> None:
    ana = shop.sign_up()
    shop.troth.subject("member", ana).consent("newsletter")
    shop.owner.execute("delete from member where member_id = %s", [ana])
    copy = copy_of(shop, "member", ana)
    assert copy.tables == () and [word.word for word in copy.standing[0].history] == ["consent"]


@pytest.mark.parametrize(("key", "code"), [(999_999, "TR701"), ("ana", "TR702"), ((1, 2), "TR702")])
def test_nobody_is_refused(shop: Shop, key: object, code: str) -> None:
    with pytest.raises(Refused, match=code):
        copy_of(shop, "member", key)


def test_all_of_it_is_one_moment(shop: Shop) -> None:
    ana = shop.sign_up()
    shop.order(ana)

    def meanwhile(connection: psycopg.Connection[object]) -> None:
        connection.execute("select 1")
        shop.owner.execute("delete from orders where buyer_id = %s", [ana])

    compiled = shop.troth.compiled()
    with shop.troth.owner() as connection:
        copy = access(connection, compiled, [("member", ana)], Asked(also=meanwhile))
    assert len(copy.table("orders").rows) == 1
    with pytest.raises(KeyError):
        copy_of(shop, "member", ana).table("orders")


# -- the odd company ---------------------------------------------------------------------------------------------------


def test_keys_of_other_people_are_said_as_their_part(odd: Odd, somebody: Somebody) -> None:
    odd.add("employee", employee_id=employee(2), name="Eve")
    one = somebody(cared_for_by=employee(2))
    two, three = somebody(referred_by=one), somebody()
    odd.owner.execute("update person set referred_by = %s where person_id = %s", [one, one])
    odd.add("friendship", a=one, b=two, note="both", secret_of_a="a", secret_of_b="b")
    odd.add("friendship", a=three, b=one, note="too", secret_of_a="c", secret_of_b="d")
    copy = copy_of(odd, "person", one)
    (row,) = copy.table("person").rows
    assert (row["referred_by"], row["cared_for_by"]) == (str(one), "an employee")
    assert copy_of(odd, "person", two).table("person").rows[0]["referred_by"] == "another person"
    friends = {row["note"]: row for row in copy.table("friendship").rows}
    both, too = friends["both"], friends["too"]
    assert (both["a"], both["b"], too["a"], too["b"]) == (str(one), "second", "first", str(one))
    assert both["secret_of_a"] == "a" and "secret_of_b" not in both
    assert too["secret_of_b"] == "d" and "secret_of_a" not in too
    assert str(two) not in copy.model_dump_json() and str(three) not in copy.model_dump_json()


def test_a_link_counts_where_its_condition_is_true(odd: Odd, somebody: Somebody) -> None:
    one = somebody()
    odd.add("employee", employee_id=one, name="Of the same key")
    odd.add("attachment", id=1, owner_type="Person", owner_id=one, label="mine")
    odd.add("attachment", id=2, owner_type="Employee", owner_id=one, label="theirs")
    odd.add("attachment", id=3, owner_type="Other", owner_id=one, label="nobody's")
    (row,) = copy_of(odd, "person", one).table("attachment").rows
    assert (row["label"], row["owner_id"]) == ("mine", str(one))
    (row,) = copy_of(odd, "employee", one).table("attachment").rows
    assert (row["label"], row["owner_id"]) == ("theirs", str(one))


def test_paths_over_keys_of_two_parts_are_followed(odd: Odd, somebody: Somebody) -> None:
    one, two = somebody(), somebody()
    odd.add("case_file", shelf="a", number=1, person_id=one)
    odd.add("case_file", shelf="b", number=1, person_id=two)
    odd.add("case_note", id=1, shelf="a", number=1, words="mine")
    odd.add("case_note", id=2, shelf="b", number=1, words="theirs")
    copy = copy_of(odd, "person", one)
    assert [row["words"] for row in copy.table("case_note").rows] == ["mine"]
    assert [(row["shelf"], row["number"], row["person_id"]) for row in copy.table("case_file").rows] == [
        ("a", 1, str(one))
    ]


def test_rare_values_are_said_exactly(odd: Odd, somebody: Somebody) -> None:
    one = somebody(balance="12345678901234567890.10", score="NaN", photo=b"\x00\xff", details=Jsonb({"a": [1, None]}),
                   tags=["x", "y,z"], visits="1 day 2 hours", agreed=True, born="infinity",
                   seen_at="2026-07-01 10:00+00")  # fmt: skip
    (row,) = copy_of(odd, "person", one).table("person").rows
    assert (row["balance"], row["score"], row["photo"]) == ("12345678901234567890.10", "NaN", "\\x00ff")
    assert (row["details"], row["tags"]) == ({"a": [1, None]}, ["x", "y,z"])
    assert (row["visits"], row["agreed"], row["born"]) == ("P1DT2H", True, "infinity")
    assert row["seen_at"] == "2026-07-01T12:00:00+02:00", "in the policy's zone"


def test_a_consent_that_ends_by_itself_ends_on_a_day(odd: Odd, somebody: Somebody) -> None:
    one = somebody()
    odd.troth.subject("person", one).consent("caring")
    odd.owner.execute("update troth.consent_person set given_at = '2026-08-31 12:00+02' where subject = %s", [one])
    kept = {each.purpose: each.latest for each in copy_of(odd, "person", one).table("person").kept}
    assert str(kept["caring"]) == "2027-02-28"


def test_many_copies_and_words_at_once(shop: Shop) -> None:
    """The first entry of a person in the ledger gives them a pseudonym: whoever loses that race does it again."""
    for _ in range(3):
        ana = shop.sign_up()
        start = threading.Barrier(8)

        def ask(number: int, ana: int = ana, start: threading.Barrier = start) -> int:
            start.wait()
            person = shop.troth.subject("member", ana)
            if number % 4 == 0:
                person.consent("newsletter")
                return 1
            return len(person.access().tables)

        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(ask, range(8))) == [1] * 8
        words = [word.word for word in shop.troth.subject("member", ana).history()]
        assert sorted(words) == ["access"] * 6 + ["consent"] * 2
