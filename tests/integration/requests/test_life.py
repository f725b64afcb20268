"""The life of a request, as a data-protection officer lives it: from the first mail to its closing."""

from __future__ import annotations

import itertools
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from integration.company import Shop
from integration.requests.asking import codes, verified
from troth.compiler.stored.request_states import MOVES, STATES, move_from
from troth.errors import Refused
from troth.requests.opening import Opening, opened


def test_a_request_is_answered_and_laid_aside(shop: Shop) -> None:
    requests, ana = shop.troth.requests, shop.sign_up()
    number = requests.open("access", kind="member", key=str(ana), evidence={"ticket": "4711"}, actor="ben").id
    assert number is not None
    assert (requests.get(number).state, requests.get(number).key) == ("received", (ana,))
    requests.ask_identity(number, because="the mail comes from an address we do not have", actor="ben")
    requests.verify(number, level="contact", how="answered the code we sent", actor="ben")
    requests.start(number, actor="ben")
    requests.wait(number, because="the archive is asked", actor="ben")
    requests.carried_out(number, did="printed by the archive", actor="ben")
    requests.answer(number, told="by mail to the address we have", digest="ab" * 32, actor="ben")
    requests.close(number, actor="ben")
    closed = requests.get(number)
    assert (closed.state, closed.decision, closed.key) == ("closed", "granted", None)
    assert closed.pseudonym and closed.answer == {"handed_over": "by mail to the address we have", "digest": "ab" * 32}
    steps = requests.steps(number)
    assert [(step.verb, step.state) for step in steps] == [
        ("open", "received"),
        ("ask_identity", "identity_asked"),
        ("verify", "verified"),
        ("start", "in_progress"),
        ("wait", "waiting"),
        ("carry_out", "in_progress"),
        ("answer", "answered"),
        ("close", "closed"),
    ]
    assert {(step.actor, step.login) for step in steps} == {("ben", "k7tracks_desk")}


def test_every_step_is_in_the_ledger_by_pseudonym(shop: Shop) -> None:
    _, number = verified(shop)
    pseudonym = shop.troth.requests.get(number).pseudonym
    found = shop.chief.execute(
        "select entry::jsonb ->> 'what' from troth.ledger_entry where entry::jsonb ->> 'subject' = %s order by id",
        [pseudonym],
    ).fetchall()
    assert found == [("request open",), ("request verify",)]


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 3, 15), date(2026, 4, 15)),
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2024, 1, 31), date(2024, 2, 29)),
        (date(2025, 12, 31), date(2026, 1, 31)),
        # 23:30 UTC is the next day in Berlin.
        (datetime(2026, 3, 14, 23, 30, tzinfo=UTC), date(2026, 4, 15)),
    ],
)
def test_the_answer_is_due_within_a_month_of_the_day_of_receipt(
    shop: Shop, received: date | datetime, due: date
) -> None:
    number = shop.troth.requests.open("access", kind="member", key=shop.sign_up(), received=received).id
    assert number is not None
    assert shop.troth.requests.get(number).due_on == due


def test_nothing_is_received_before_it_comes(shop: Shop) -> None:
    with pytest.raises(Refused) as problem:
        shop.troth.requests.open(
            "access", kind="member", key=shop.sign_up(), received=datetime.now(UTC) + timedelta(days=2)
        )
    assert codes(problem) == ["TR771"]


def test_the_time_is_extended_once_and_only_in_time(shop: Shop) -> None:
    requests, ana = shop.troth.requests, shop.sign_up()
    today = shop.owner.execute("select troth.today()").fetchone()[0]  # type: ignore[index]
    received = today - timedelta(days=20)
    number = requests.open("access", kind="member", key=ana, received=received).id
    assert number is not None
    with pytest.raises(Refused, match="TR765"):
        requests.extend(number, because="very many records", told=" ")
    with pytest.raises(Refused, match="TR764"):
        requests.extend(number, because=" ", told="by mail")
    requests.extend(number, because="very many records", told="by mail, today")
    due = requests.get(number)
    expected = shop.owner.execute("select (%s::date + interval '3 months')::date", [received]).fetchone()
    assert expected == (due.due_on,) and due.extended_on == today and due.state == "received"
    with pytest.raises(Refused, match="extended already"):
        requests.extend(number, because="more", told="by mail")
    late = requests.open("port", kind="member", key=ana, received=today - timedelta(days=40)).id
    assert late is not None
    with pytest.raises(Refused, match="has passed"):
        requests.extend(late, because="more", told="by mail")


def test_overdue_requests_come_first(shop: Shop) -> None:
    requests, today = shop.troth.requests, datetime.now(UTC).date()
    soon = requests.open("access", kind="member", key=shop.sign_up(), received=today - timedelta(days=25)).id
    over = requests.open("erase", kind="member", key=shop.sign_up(), received=today - timedelta(days=50)).id
    listed = requests.list()
    numbers = [request.id for request in listed]
    assert listed[0].overdue and "OVERDUE" in str(listed[0])
    assert numbers.index(over or 0) < numbers.index(soon or 0)
    assert not next(request for request in listed if request.id == soon).overdue


def test_the_same_request_is_found_and_named(shop: Shop) -> None:
    requests, ana = shop.troth.requests, shop.sign_up()
    first = requests.open("erase", kind="member", key=ana, categories=["contact.*"])
    again = requests.open("erase", kind="member", key=(ana,), categories=["contact.*"], channel="phone")
    assert (again.changed, again.id) == (False, first.id) and f"request {first.id}" in str(again)
    other = requests.open("erase", kind="member", key=ana)
    assert other.changed and other.id != first.id
    assert [request.id for request in requests.list(kind="member", key=ana)] == [first.id, other.id]


def test_the_same_request_at_the_same_moment_is_opened_once(shop: Shop) -> None:
    """One is opened and not committed yet when the other comes in: it waits, and finds the first."""
    ana, requests = shop.sign_up(), shop.troth.requests
    shop.troth.subject("member", ana).consent("newsletter")  # they have a pseudonym, so that nothing else is waited for
    waiting = "select count(*) from pg_locks where locktype = 'advisory' and not granted"
    with ThreadPoolExecutor(1) as pool, requests._book() as book:
        opening = Opening(
            asks="port", kind="member", key=ana, contact=None, categories=(), purposes=(), channel="email",
            received=None, evidence=None, retry_key=None,
        )  # fmt: skip
        first = opened(book, requests._desk, opening, lambda: None)
        second = pool.submit(requests.open, "port", kind="member", key=ana)
        while shop.chief.execute(waiting).fetchone() == (0,) and not second.done():
            time.sleep(0.01)
        assert not second.done()
    assert second.result().id == first.id and not second.result().changed


def test_a_retry_opens_nothing_twice_even_when_the_first_was_closed(shop: Shop) -> None:
    requests, ana = shop.troth.requests, shop.sign_up()
    first = requests.open("question", kind="member", key=ana, retry_key="mail-1")
    assert first.id is not None
    requests.answer(first.id, told="by mail")
    requests.close(first.id)
    again = requests.open("question", kind="member", key=ana, retry_key="mail-1")
    assert (again.changed, again.id) == (False, first.id)
    with pytest.raises(Refused, match="TR771"):
        requests.open("erase", kind="member", key=ana, retry_key="mail-1")
    assert requests.open("question", kind="member", key=ana, retry_key="mail-2").changed


def test_somebody_unknown_is_kept_as_a_hash_and_told_that_nothing_is_held(shop: Shop) -> None:
    requests = shop.troth.requests
    opened = requests.open("access", contact="Nobody@Example.org", channel="email")
    assert opened.id is not None
    assert not requests.open("access", contact=" nobody@example.org ").changed
    assert requests.open("access", contact="somebody@example.org").changed
    stored = shop.chief.execute("select to_jsonb(r)::text from troth.request r where id = %s", [opened.id]).fetchone()
    assert stored and "xample" not in stored[0]
    with pytest.raises(Refused) as problem:
        requests.answer(opened.id, told="by mail")
    assert codes(problem) == ["TR762"]
    with pytest.raises(Refused) as problem:
        requests.verify(opened.id, level="contact", how="same address")
    assert codes(problem) == ["TR769"]
    requests.answer(opened.id, decision="nothing_held", told="by mail to the address that wrote")
    requests.close(opened.id)
    row = shop.chief.execute("select contact, key from troth.request where id = %s", [opened.id]).fetchone()
    assert row == (None, None)


def test_who_asks_may_be_found_out_later(shop: Shop) -> None:
    requests, ana = shop.troth.requests, shop.sign_up()
    number = requests.open("erase", contact=f"new-address-of-{ana}@example.org").id
    assert number is not None
    requests.verify(number, level="document", how="showed a passport", kind="member", key=ana)
    assert requests.get(number).key == (ana,)
    assert [request.id for request in requests.list(kind="member", key=ana)] == [number]


def test_one_who_is_named_already_cannot_become_another(shop: Shop) -> None:
    requests = shop.troth.requests
    number = requests.open("erase", kind="member", key=shop.sign_up()).id
    assert number is not None
    with pytest.raises(Refused, match="TR763"):
        requests.verify(number, level="login", how="logged in", kind="member", key=shop.sign_up())


def test_identity_must_be_as_sure_as_the_right_needs(shop: Shop) -> None:
    requests = shop.troth.requests
    number = requests.open("erase", kind="member", key=shop.sign_up()).id
    assert number is not None
    with pytest.raises(Refused, match="TR762"):
        requests.verify(number, level="none", how="they said so")
    with pytest.raises(Refused, match="did you mean `login`"):
        requests.verify(number, level="logon", how="they said so")
    withdrawal = requests.open("withdraw", kind="member", key=shop.sign_up(), purposes=["newsletter"]).id
    assert withdrawal is not None
    assert requests.get(withdrawal).state == "verified", "a consent is withdrawn as easily as it was given"


def test_further_proof_goes_with_the_decision(shop: Shop) -> None:
    requests = shop.troth.requests
    number = requests.open("access", kind="member", key=shop.sign_up()).id
    assert number is not None
    requests.verify(number, level="document", how="showed a passport", proof="scan in ticket 4711")
    requests.carried_out(number, did="copied by hand")
    assert requests.get(number).proof == "scan in ticket 4711"
    requests.answer(number, told="by letter")
    answered = requests.get(number)
    assert (answered.proof, answered.left) == (None, 1)
    with pytest.raises(Refused, match="TR768"):
        requests.close(number)


def test_an_answer_tells_of_what_was_done(shop: Shop) -> None:
    _, number = verified(shop)
    requests = shop.troth.requests
    with pytest.raises(Refused, match="TR766"):
        requests.answer(number, told="by mail")
    requests.answer(number, told="by mail", because="done by hand before Troth came")
    assert requests.get(number).state == "answered"


def test_what_is_refused_in_part_has_a_ground(shop: Shop) -> None:
    _, number = verified(shop)
    requests = shop.troth.requests
    requests.carried_out(number, did="all but the invoices")
    with pytest.raises(Refused, match="TR764"):
        requests.answer(number, decision="partly", told="by mail")
    with pytest.raises(Refused, match="did you mean `claims`"):
        requests.answer(number, decision="partly", told="by mail", ground="claim", because="a dispute")
    requests.answer(number, decision="partly", told="by mail", ground="law", because="the tax code")
    assert (requests.get(number).decision, requests.get(number).ground) == ("partly", "law")


def test_a_refusal_names_its_ground_and_tells_the_person(shop: Shop) -> None:
    _, number = verified(shop)
    requests = shop.troth.requests
    for wrong in ({"ground": "no"}, {"because": ""}, {"told": ""}):
        with pytest.raises(Refused, match="TR764"):
            requests.refuse(number, **({"ground": "excessive", "because": "the tenth this month", "told": "x"} | wrong))
    requests.refuse(number, ground="excessive", because="the tenth this month", told="by mail, with the authority")
    assert requests.get(number).decision == "refused"


def test_what_was_carried_out_cannot_be_refused_or_taken_back(shop: Shop) -> None:
    _, number = verified(shop)
    requests = shop.troth.requests
    requests.carried_out(number, did="erased by hand")
    with pytest.raises(Refused, match="TR767"):
        requests.withdraw(number)
    with pytest.raises(Refused, match="TR767"):
        requests.refuse(number, ground="law", because="too late", told="by mail")


def test_no_move_is_made_from_a_state_that_does_not_have_it(shop: Shop) -> None:
    """Every state with every verb that it has not: nothing changes, and the finding says what could be done."""
    requests = shop.troth.requests
    does = {
        "ask_identity": lambda n: requests.ask_identity(n, because="x"),
        "verify": lambda n: requests.verify(n, level="login", how="x"),
        "start": requests.start,
        "wait": lambda n: requests.wait(n, because="x"),
        "carry_out": lambda n: requests.carried_out(n, did="x"),
        "extend": lambda n: requests.extend(n, because="x", told="x"),
        "answer": lambda n: requests.answer(n, told="x", because="x"),
        "refuse": lambda n: requests.refuse(n, ground="law", because="x", told="x"),
        "withdraw": requests.withdraw,
        "close": requests.close,
    }
    assert set(does) == {move.verb for move in MOVES}
    _, number = verified(shop)
    for state, verb in itertools.product(STATES, does):
        if move_from(state, verb) is None:
            shop.chief.execute("update troth.request set state = %s where id = %s", [state, number])
            with pytest.raises(Refused) as problem:
                does[verb](number)
            assert codes(problem) == ["TR761"], (state, verb)
            assert requests.get(number).state == state


def test_the_database_refuses_a_state_that_there_is_not(shop: Shop) -> None:
    _, number = verified(shop)
    with pytest.raises(Exception, match="request_state_check"):
        shop.chief.execute("update troth.request set state = 'lost' where id = %s", [number])


def test_no_request_of_that_number(shop: Shop) -> None:
    with pytest.raises(Refused, match="TR760"):
        shop.troth.requests.get(999_999)


def test_words_that_there_are_not(shop: Shop) -> None:
    requests, ana = shop.troth.requests, shop.sign_up()
    with pytest.raises(Refused) as problem:
        requests.open("eraze", kind="member", key=ana, channel="pigeon", categories=["contact.fax"], purposes=["spam"])
    assert codes(problem) == ["TR771"] * 4 and "did you mean `erase`" in str(problem.value)
    with pytest.raises(Refused, match="nothing says who asks"):
        requests.open("erase")
    with pytest.raises(Refused, match="TR701"):
        requests.open("erase", kind="member", key=999_999)
    with pytest.raises(Refused, match="TR702"):
        requests.open("erase", kind="member", key="me")
