"""One erasure, from the first mail to its closing: as the people at the desk do it, with the command alone."""

from __future__ import annotations

import json

import pytest

from integration.company import Command, Shop
from integration.elsewhere.receiver import Receiver
from integration.elsewhere.test_outside import disclosed
from troth.elsewhere.webhook import Answer, Message, send
from troth.errors import Refused


def served(shop: Shop) -> tuple[int, int]:
    """A member whose parcel went out so long ago that nothing needs them any more, and the number of its disclosure."""
    ana, disclosure = disclosed(shop)
    shop.owner.execute("delete from orders where buyer_id = %s", [ana])
    return ana, disclosure


def test_ana_asks_to_be_erased(
    shop: Shop, troth: Command, receiver: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    ana, disclosure = served(shop)

    # A mail comes in. Nobody knows yet whether it is really Ana.
    assert troth("request", "open", "erase", "member", ana, "--evidence", "ticket=4711", "--format", "json") == 0
    number = json.loads(capsys.readouterr().out)["id"]
    assert troth("erase", "member", ana, "--yes") == 1
    assert "[TR733]" in capsys.readouterr().err, "neither a request nor a reason"
    assert troth("erase", "member", ana, "--request", number, "--yes") == 1
    assert "[TR761]" in capsys.readouterr().err, "the request is not verified"
    assert shop.owner.execute("select 1 from member where member_id = %s", [ana]).fetchone()

    # She answers from the address that the shop has. Now the plan is looked at, and done.
    assert troth("request", "verify", number, "--level", "contact", "--how", "answered the code") == 0
    capsys.readouterr()
    assert troth("erase", "member", ana, "--request", number, "--yes") == 0
    said = capsys.readouterr().out
    assert f"tell carrier by webhook: identity.name (disclosure {disclosure})" in said
    assert "erase in mail_tool, by webhook within 3 days" in said
    assert "backups: gone by" in said
    assert troth("request", "show", number, "--format", "json") == 0
    shown = json.loads(capsys.readouterr().out)
    assert (shown["request"]["state"], shown["request"]["left"]) == ("in_progress", 3)

    # She is told. The request is not closed: the carrier and the cabinet still have her.
    assert troth("request", "answer", number, "--told", "by mail") == 0
    gone = shop.owner.execute("select (troth.today() + interval '35 days')::date").fetchone()
    assert f"it is granted; gone from backups by {gone[0]}" in capsys.readouterr().out  # type: ignore[index]
    assert troth("request", "close", number) == 1
    assert "[TR768]" in capsys.readouterr().err

    # The carrier is down, and comes back; the mail tool answers at once; somebody shreds the paper.
    receiver.answers = [(503, {})]
    assert troth("notify") == 2
    assert troth("notify", "--again") == 0
    assert sorted(body["type"] for body in receiver.bodies()) == ["notice.erase", "notice.erase", "task.erase"]
    (cabinet,) = shop.troth.elsewhere.list(request=number)
    assert troth("task", "done", cabinet.id, "--evidence", "shredded, list of 3 May", "--actor", "ben") == 0
    assert troth("request", "close", number) == 0

    # What is left of it names nobody, and proves everything.
    for table in ("request", "request_step", "notice", "task"):
        rows = shop.chief.execute(f"select to_jsonb(t)::text from troth.{table} t").fetchall()
        assert not [row for (row,) in rows if f"m{ana}@example.org" in row or f'"key": [{ana}]' in row]
    capsys.readouterr()
    assert troth("request", "show", number) == 0
    told = capsys.readouterr().out
    assert "somebody known by pseudonym alone: closed (granted)" in told
    for step in ("open", "verify", "carry out", "answer", "close"):
        assert f": {step}" in told


def test_what_was_sent_and_not_written_down_is_sent_again_with_the_same_id(shop: Shop, receiver: Receiver) -> None:
    """The sender dies between the answer and its commit: the receiver gets the notice twice, and knows it by its id."""
    ana, _ = disclosed(shop)
    shop.troth.subject("member", ana).restrict("accuracy")

    def dying(address: str, message: Message, secrets: tuple[bytes, ...]) -> Answer:
        assert send(address, message, secrets).received
        raise KeyboardInterrupt

    shop.troth.elsewhere._send = dying
    try:
        with pytest.raises(KeyboardInterrupt):
            shop.troth.elsewhere.send()
    finally:
        shop.troth.elsewhere._send = send
    assert [each.state for each in shop.troth.elsewhere.list()] == ["waiting"]
    assert len(shop.troth.elsewhere.send().arrived) == 1
    first, second = receiver.received
    assert first[1] == second[1] and first[0]["webhook-id"] == second[0]["webhook-id"]


def test_an_erasure_that_fails_leaves_the_request_and_owes_nobody_anything(shop: Shop) -> None:
    ana, _ = served(shop)
    number = shop.troth.requests.open("erase", kind="member", key=ana).id
    assert number is not None
    shop.troth.requests.verify(number, level="login", how="logged in")
    plan = shop.troth.subject("member", ana).plan_erasure()
    shop.chief.execute(
        "create function stop() returns trigger language plpgsql as $$ begin raise 'not now'; end $$;"
        "create trigger stop before update or delete on member for each row execute function stop()"
    )
    try:
        with pytest.raises(Refused, match=r"(?s)TR734.*not now"):
            plan.apply(request=number)
    finally:
        shop.chief.execute("drop trigger stop on member; drop function stop()")
    assert shop.troth.requests.get(number).state == "verified"
    assert shop.troth.elsewhere.list() == ()
    plan.apply(request=number)
    assert shop.troth.requests.get(number).state == "in_progress"
    with pytest.raises(Refused, match="TR767"):
        shop.troth.requests.withdraw(number)


def test_ben_asks_for_a_restriction_and_takes_back_a_consent(
    shop: Shop, troth: Command, capsys: pytest.CaptureFixture[str]
) -> None:
    ben, _ = disclosed(shop)
    requests = shop.troth.requests
    asks = requests.open("restrict", kind="member", key=ben)
    assert asks.id is not None
    assert troth("restrict", "member", ben, "--request", asks.id) == 1
    assert "[TR761]" in capsys.readouterr().err
    assert shop.troth.subject("member", ben).standing().restrictions == (), "nothing is said before it may be"
    requests.verify(asks.id, level="contact", how="answered the code")
    assert troth("restrict", "member", shop.sign_up(), "--request", asks.id) == 1
    assert "[TR763]" in capsys.readouterr().err
    assert troth("restrict", "member", ben, "--request", asks.id) == 0
    assert requests.get(asks.id).state == "in_progress"
    assert [(each.what, each.request) for each in shop.troth.elsewhere.list()] == [("restrict", asks.id)]

    takes_back = requests.open("withdraw", kind="member", key=ben, purposes=["newsletter"])
    assert takes_back.id is not None
    shop.troth.subject("member", ben).consent("newsletter")
    assert troth("object", "member", ben, "newsletter", "--request", takes_back.id) == 1
    assert "it asks for withdraw, and not for object" in capsys.readouterr().err
    assert troth("withdraw", "member", ben, "newsletter", "--request", takes_back.id) == 0
    assert "newsletter" not in shop.troth.subject("member", ben).standing().consents
    requests.answer(takes_back.id, told="on the page")
    requests.close(takes_back.id)
    assert requests.get(takes_back.id).state == "closed"
