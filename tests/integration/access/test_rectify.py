"""Correcting data: the person's own cells, through the company's own rules, recorded without what was there before."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import psycopg
import pytest

from integration.access.oddities import Odd, employee, person
from integration.company import Shop
from troth.errors import Refused, Stale
from troth.findings import Finding, Place
from troth.rectification.rectify import plan_corrections

Somebody = Callable[..., UUID]


def refused(company: Shop | Odd, kind: str, key: object, values: dict[str, object], **more: object) -> Finding:
    with pytest.raises(Refused) as refusal:
        company.troth.subject(kind, key).rectify(values, **more)  # type: ignore[arg-type]
    (finding,) = refusal.value.findings
    return finding


def everything_of_troth(shop: Shop | Odd) -> str:
    """All that Troth has stored, as text."""
    tables = shop.owner.execute(
        "select c.oid::regclass::text from pg_class c where c.relnamespace = 'troth'::regnamespace and c.relkind = 'r'"
    ).fetchall()
    rows = [shop.owner.execute(f"select t::text from {table} t").fetchall() for (table,) in tables]
    return repr(rows)


def test_a_cell_takes_the_right_value_and_the_old_one_is_kept_nowhere(shop: Shop) -> None:
    ana = shop.sign_up()
    shop.owner.execute("update member set email = 'wrong-address@example.org' where member_id = %s", [ana])
    subject = shop.troth.subject("member", ana)
    plan = subject.plan_rectification({"member.email": "right-address@example.org", "member.phone": None})
    assert "right-address@example.org" in str(plan) and "wrong-address" not in repr(plan) + str(plan.to_json())
    assert plan.categories == {"contact.email", "contact.phone"}
    email = shop.owner.execute("select email from member where member_id = %s", [ana]).fetchone()
    assert email == ("wrong-address@example.org",), "a plan changes nothing"
    done = subject.rectify(plan, because="a letter", actor="eve")
    assert done.columns == ("member.email", "member.phone")
    row = shop.owner.execute("select email, phone from member where member_id = %s", [ana]).fetchone()
    assert row == ("right-address@example.org", None)
    word = next(word for word in subject.history() if word.word == "rectify")
    assert word.detail == {"table": "member", "column": "email", "row": [ana], "because": "a letter"}
    assert word.actor == "eve"
    ((entry,),) = shop.owner.execute("select entry::jsonb from troth.ledger_entry order by id desc limit 1").fetchall()
    assert entry["what"] == "rectify" and entry["detail"]["columns"] == ["member.email", "member.phone"]
    stored = everything_of_troth(shop)
    assert "wrong-address" not in stored and "right-address" not in stored


def test_what_is_so_already_changes_nothing(shop: Shop) -> None:
    ana = shop.sign_up()
    subject = shop.troth.subject("member", ana)
    plan = subject.plan_rectification({"member.email": f"m{ana}@example.org"})
    assert plan.empty and "is so already" in str(plan)
    assert subject.rectify(plan).columns == () and subject.history() == ()


def test_where_there_are_several_rows_one_is_named(shop: Shop) -> None:
    ana, bo = shop.sign_up(), shop.sign_up()
    first, second, other = shop.order(ana), shop.order(ana), shop.order(bo)
    finding = refused(shop, "member", ana, {"orders.ship_to": "B street"})
    assert finding.code == "TR758" and f"--row orders:KEY) of: {first}, {second}" in finding.hint
    assert refused(shop, "member", ana, {"orders.ship_to": "x"}, rows={"orders": other}).code == "TR758"
    assert refused(shop, "member", ana, {"orders.ship_to": "x"}, rows={"orders": "x"}).code == "TR702"
    shop.troth.subject("member", ana).rectify({"orders.ship_to": "B street"}, rows={"orders": str(second)})
    ships = shop.owner.execute(
        "select ship_to from orders where order_id in (%s, %s) order by order_id", [first, second]
    )
    assert ships.fetchall() == [("A street",), ("B street",)]


def test_a_cell_of_another_owner_is_theirs(shop: Shop) -> None:
    ana, bo = shop.sign_up(), shop.sign_up()
    order = shop.order(ana, bo)
    finding = refused(shop, "member", bo, {"orders.ship_to": "x"})
    assert (finding.code, finding.message) == ("TR758", "`orders.ship_to` of this row is the buyer's")
    plan = shop.troth.subject("member", bo).plan_rectification({"orders.total": "12"})
    assert "for buyer and seller alike" in str(plan)
    shop.troth.subject("member", bo).rectify(plan)
    assert shop.owner.execute("select total from orders where order_id = %s", [order]).fetchone() == (12,)


@pytest.mark.parametrize(
    ("column", "says"),
    [
        ("member.member_id", "is a key or a link"),
        ("orders.buyer_id", "is a key or a link"),
        ("member.closed_at", "is the column of an event"),
        ("orders.placed_at", "is the column of an event"),
        ("dispute.closed_at", "is the column of an event, a condition or a period"),
        ("member.emial", "the data map has no column"),
        ("listing_category.name", "the data map has no column"),
        ("message.body", "has no such row"),
    ],
)
def test_what_is_never_corrected(shop: Shop, column: str, says: str) -> None:
    ana = shop.sign_up()
    shop.order(ana)
    finding = refused(shop, "member", ana, {column: "1"}, plain=True)
    assert finding.code == "TR758" and says in finding.message
    if column == "member.emial":
        assert finding.hint == "did you mean `member.email`?"


def test_plain_columns_only_if_that_is_said(odd: Odd, somebody: Somebody) -> None:
    one = somebody()
    assert "is plain" in refused(odd, "person", one, {"person.agreed": "true"}).message
    odd.troth.subject("person", one).rectify({"person.agreed": True}, plain=True)
    assert odd.owner.execute("select agreed from person where person_id = %s", [one]).fetchone() == (True,)
    odd.add("attachment", id=10, owner_type="Person", owner_id=one, label="x")
    finding = refused(odd, "person", one, {"attachment.owner_type": "Employee"}, plain=True)
    assert "is the column of an event, a condition or a period" in finding.message, "it decides whose the row is"


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("person.born", "soon", "it is no date"),
        ("person.balance", "much", "it is no numeric"),
        ("person.email", "x" * 61, "it is too long for character varying(60)"),
        ("person.email", "taken@example.org", "another row has it, and `person_email_key` allows it once"),
        ("person.referred_by", UUID(int=77), "there is nothing that it could refer to"),
        ("person.name", None, "the column may not be empty"),
        ("person.balance", "-5", "the rule `no_debt` does not allow it"),
        ("person.name", "trigger", "a trigger refuses it: not this name"),
    ],
)
def test_the_companys_own_rules_are_said_in_words(
    odd: Odd, somebody: Somebody, column: str, value: object, says: str
) -> None:
    one, compiled = somebody(name="Ana"), odd.troth.compiled()
    with odd.owner.transaction(force_rollback=True):
        odd.owner.execute("""
            insert into person (person_id, name, email) values (gen_random_uuid(), 'T', 'taken@example.org');
            update person set name = '-' where name is null;
            alter table person alter name set not null, add constraint no_debt check (balance >= 0);
            create function no_name() returns trigger language plpgsql as
              $$ begin if new.name = 'trigger' then raise exception 'not this name'; end if; return new; end $$;
            create trigger no_name before update on person for each row execute function no_name();
        """)
        with pytest.raises(Refused) as refusal:
            plan_corrections(odd.owner, compiled, ("person", one), {column: value})
    (finding,) = refusal.value.findings
    assert finding.code == "TR759" and says in finding.message
    assert "Key (" not in str(finding), "the details of PostgreSQL name other rows' values"


def test_cells_of_one_row_are_corrected_at_once(odd: Odd, somebody: Somebody) -> None:
    one = somebody(name="a", email="a@example.org")
    odd.owner.execute("alter table person add constraint alike check (left(name, 1) = left(email, 1))")
    try:
        finding = refused(odd, "person", one, {"person.name": "b"})
        assert "the rule `alike` does not allow it" in finding.message
        odd.troth.subject("person", one).rectify({"person.name": "b", "person.email": "b@example.org"})
    finally:
        odd.owner.execute("alter table person drop constraint alike")


def test_a_deferred_rule_is_asked_too(odd: Odd, somebody: Somebody) -> None:
    one, two = somebody(email="d1@example.org"), somebody(email="d2@example.org")
    odd.owner.execute("alter table person add constraint later unique (email) deferrable initially deferred")
    try:
        odd.owner.execute("alter table person drop constraint person_email_key")
        finding = refused(odd, "person", one, {"person.email": "d2@example.org"})
        assert "`later` allows it once" in finding.message and two
    finally:
        odd.owner.execute("alter table person drop constraint later, add unique (email)")


def test_rare_values_are_taken(odd: Odd, somebody: Somebody) -> None:
    one = somebody()
    values = {"person.details": {"a": [1]}, "person.tags": ["x", "y"], "person.photo": b"\x00", "person.visits": "P1D",
              "person.balance": 5, "person.born": "1990-01-02"}  # fmt: skip
    done = odd.troth.subject("person", one).rectify(values)
    assert set(done.columns) == set(values)
    row = odd.owner.execute("select details, tags, photo, balance from person where person_id = %s", [one]).fetchone()
    assert row == ({"a": [1]}, ["x", "y"], b"\x00", 5)
    odd.troth.subject("person", one).rectify({"person.details": '{"a": [2]}', "person.tags": "{z}"})
    row = odd.owner.execute("select details, tags from person where person_id = %s", [one]).fetchone()
    assert row == ({"a": [2]}, ["z"])


def test_an_issued_document_stays_and_what_is_right_stands_beside_it(odd: Odd, somebody: Somebody) -> None:
    one = somebody()
    odd.add("case_file", shelf="r", number=int(one), person_id=one)
    odd.add("case_note", id=int(one), shelf="r", number=int(one), words="as it was issued")
    subject = odd.troth.subject("person", one)
    plan = subject.plan_rectification({"case_note.words": "it was Tuesday"})
    assert "stays, as it was issued; beside it stands: it was Tuesday" in str(plan)
    done = subject.rectify(plan, because="a letter")
    assert (done.columns, done.annotated) == ((), ("case_note.words",))
    words = odd.owner.execute("select words from case_note where id = %s", [int(one)]).fetchone()
    assert words == ("as it was issued",)
    (told,) = subject.access().standing
    (remark,) = told.remarks
    assert (remark.table, remark.row, remark.column, remark.says) == (
        "case_note", (int(one),), "words", "it was Tuesday",
    )  # fmt: skip
    assert [word.word for word in told.history] == ["annotate"] and "Tuesday" not in repr(told.history)


def test_a_restriction_because_of_doubts_can_be_lifted_then(shop: Shop) -> None:
    ana = shop.sign_up()
    subject = shop.troth.subject("member", ana)
    doubted = subject.restrict("accuracy", categories=["contact.*"]).id
    subject.restrict("claims", purposes=["account"])
    done = subject.rectify({"member.phone": "2"})
    assert done.restrictions == (doubted,)
    subject.lift(doubted)
    assert subject.rectify({"member.phone": "3"}).restrictions == ()


def test_what_has_changed_since_the_plan_is_planned_again(shop: Shop) -> None:
    ana, bo = shop.sign_up(), shop.sign_up()
    order = shop.order(ana)
    subject = shop.troth.subject("member", ana)
    plan = subject.plan_rectification({"orders.ship_to": "B street"})
    shop.order(ana)
    with pytest.raises(Refused, match="several rows"):
        subject.rectify(plan)
    plan = subject.plan_rectification({"orders.ship_to": "B street"}, rows={"orders": order})
    shop.owner.execute("update orders set ship_to = 'B street' where order_id = %s", [order])
    with pytest.raises(Stale, match="TR750"):
        subject.rectify(plan)
    shop.owner.execute("update orders set buyer_id = %s, ship_to = 'C' where order_id = %s", [bo, order])
    with pytest.raises(Refused, match="no such row"):
        subject.rectify(plan)
    assert subject.history() == ()


def test_what_comes_first_can_refuse_it(shop: Shop) -> None:
    ana = shop.sign_up()

    def refuse(connection: psycopg.Connection[object]) -> None:
        raise Refused(Finding(code="TR999", message="no", where=Place(object="here"), why="so", hint="so"))

    with pytest.raises(Refused, match="TR999"):
        shop.troth.subject("member", ana).rectify({"member.phone": "5"}, also=refuse)
    assert shop.owner.execute("select phone from member where member_id = %s", [ana]).fetchone() == ("1",)


def test_people_and_employees_are_not_mixed_up(odd: Odd) -> None:
    odd.add("employee", employee_id=employee(50), name="Eve")
    finding = refused(odd, "employee", employee(50), {"person.name": "x"})
    assert finding.message == "`person` holds nothing of employees"
    assert refused(odd, "person", person(999_999), {"person.name": "x"}).code == "TR701"


def test_who_was_given_the_wrong_data_is_told(shop: Shop) -> None:
    ana = shop.sign_up()
    shop.order(ana)
    shop.troth.disclose("carrier", because="parcels", people=[("member", ana)])
    subject = shop.troth.subject("member", ana)
    plan = subject.plan_rectification({"orders.ship_to": "B street", "member.phone": "2"})
    assert "tell carrier" in str(plan) and "address.shipping" in str(plan)
    told = "select count(*) from troth.notice where recipient = 'carrier' and key = jsonb_build_array(%s::bigint)"
    assert shop.owner.execute(told, [ana]).fetchone() == (0,)
    subject.rectify(plan)
    assert shop.owner.execute(told, [ana]).fetchone() == (1,)
    assert "tell" not in str(subject.plan_rectification({"member.phone": "3"})), "the carrier was given no number"


def test_what_stands_beside_a_cell_goes_with_it(odd: Odd, somebody: Somebody) -> None:
    one, two = somebody(), somebody()
    for key in (one, two):
        odd.add("case_file", shelf="gone", number=int(key), person_id=key)
        odd.add("case_note", id=9000 + int(key), shelf="gone", number=int(key), words="issued")
        odd.add("case_note", id=9500 + int(key), shelf="gone", number=int(key), words=None)
        for note in (9000, 9500):
            rows = {"case_note": note + int(key)}
            odd.troth.subject("person", key).rectify({"case_note.words": "right"}, rows=rows)
    remarks = "select count(*) from troth.annotation where key = jsonb_build_array(%s::uuid)"
    odd.troth.sweep()
    assert odd.owner.execute(remarks, [one]).fetchone() == (2,), "the cells are needed, the empty one too"
    odd.owner.execute("update case_note set words = null where id = %s", [9000 + int(one)])
    odd.owner.execute("delete from case_note where id = %s", [9500 + int(two)])
    assert odd.troth.plan_sweep(ahead=False).own.remarks == 2
    assert odd.troth.sweep().own.remarks == 2
    assert odd.owner.execute(remarks, [one]).fetchone() == (1,)
    assert odd.owner.execute(remarks, [two]).fetchone() == (1,)
