"""Notices and tasks on their way: signed, tried again until they arrive, acknowledged, or left to people."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from integration.company import Command, Shop
from integration.elsewhere.receiver import Receiver
from integration.elsewhere.test_outside import disclosed, written
from troth.elsewhere.book import WAITS
from troth.elsewhere.owed import NOTICE, TASK
from troth.errors import Refused

CARRIER = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")


@contextmanager
def later(shop: Shop, seconds: float) -> Iterator[None]:
    """The clock of the policy is put forward."""
    clock = "create or replace function troth.clock() returns timestamptz language sql stable parallel safe return {}"
    shop.chief.execute(clock.format(f"now() + interval '{seconds} seconds'"))
    try:
        yield
    finally:
        shop.chief.execute(clock.format("now()"))


def owed_notice(shop: Shop) -> int:
    """Only a notice to the carrier, of a member who is erased."""
    ana, _ = disclosed(shop)
    written(shop, "erase", ana)
    shop.chief.execute("delete from troth.task")
    (notice,) = shop.troth.elsewhere.list()
    return notice.id


def in_ledger(shop: Shop) -> list[str]:
    rows = shop.chief.execute("select entry::jsonb ->> 'what' from troth.ledger_entry order by id desc limit 1")
    return [what for (what,) in rows.fetchall()]


def test_a_notice_arrives_signed_and_forgets_whom_it_named(shop: Shop, receiver: Receiver) -> None:
    number = owed_notice(shop)
    (before,) = shop.troth.elsewhere.list()
    sent = shop.troth.elsewhere.send()
    assert sent.sound and [each.id for each in sent.arrived] == [number]
    ((headers, body),) = receiver.received
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    signature = base64.b64encode(hmac.digest(CARRIER, signed, hashlib.sha256)).decode()
    assert headers["webhook-signature"] == f"v1,{signature}"
    said = json.loads(body)
    assert said["type"] == "notice.erase"
    assert said["data"]["subject"] == {"kind": "member", "key": list(before.key or ())}
    assert said["data"]["disclosures"] == list(before.disclosures)
    assert "example.org" not in body.decode(), "whom it is about, and never the data itself"
    (after,) = shop.troth.elsewhere.list(all=True)
    assert (after.state, after.key, after.answered, after.attempts) == ("acknowledged", None, "204", 1)
    assert in_ledger(shop) == ["notice acknowledged"]
    assert shop.troth.elsewhere.send().arrived == ()


def test_it_fails_twice_and_then_arrives_with_the_same_id(shop: Shop, receiver: Receiver) -> None:
    owed_notice(shop)
    receiver.answers = [(500, {}), (503, {})]
    sent = shop.troth.elsewhere.send()
    assert not sent.sound and [each.answered for each in sent.later] == ["500"]
    assert shop.troth.elsewhere.send().later == (), "not before its time"
    with later(shop, WAITS[0] * 1.2):
        assert [each.answered for each in shop.troth.elsewhere.send().later] == ["503"]
    with later(shop, WAITS[0] * 1.2 + WAITS[1] * 1.2):
        assert [each.attempts for each in shop.troth.elsewhere.send().arrived] == [3]
    ids = {headers["webhook-id"] for headers, _ in receiver.received}
    assert len(receiver.received) == 3 and len(ids) == 1 and ids.pop().startswith("msg_")
    assert len({body for _, body in receiver.received}) == 1


def test_after_all_attempts_it_is_left_to_people(shop: Shop, receiver: Receiver) -> None:
    number = owed_notice(shop)
    receiver.answers = [(500, {})] * 20
    waited = 0.0
    for wait in WAITS:
        with later(shop, waited):
            assert [each.state for each in shop.troth.elsewhere.send().later] == ["waiting"]
        waited += wait * 1.2
    with later(shop, waited):
        assert [each.id for each in shop.troth.elsewhere.send().failed] == [number]
    assert len(receiver.received) == len(WAITS) + 1 == 10
    assert in_ledger(shop) == ["notice failed"]
    (failed,) = shop.troth.elsewhere.list()
    assert failed.key is not None, "people still have to know whom it is about"
    receiver.answers.clear()
    assert [each.id for each in shop.troth.elsewhere.send(again=True).arrived] == [number]


def test_who_wants_to_hear_no_more_is_left_alone(shop: Shop, receiver: Receiver) -> None:
    owed_notice(shop)
    receiver.answers = [(410, {})]
    assert [each.answered for each in shop.troth.elsewhere.send().failed] == ["410"]


def test_who_asks_for_time_gets_it_and_no_redirect_is_followed(shop: Shop, receiver: Receiver) -> None:
    owed_notice(shop)
    receiver.answers = [(503, {"retry-after": "3600"}), (302, {"location": receiver.address})]
    shop.troth.elsewhere.send()
    with later(shop, 1800):
        assert shop.troth.elsewhere.send().later == ()
    with later(shop, 3700):
        assert [each.answered for each in shop.troth.elsewhere.send().later] == ["302"]
    assert len(receiver.received) == 2


def test_nothing_is_sent_unsigned(shop: Shop, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    owed_notice(shop)
    monkeypatch.delenv("TROTH_WEBHOOK_CARRIER")
    sent = shop.troth.elsewhere.send()
    assert not sent.sound and sent.unsigned == ("carrier",) and not receiver.received
    assert "no secret" in str(sent)


def test_two_senders_at_once_send_each_notice_once(shop: Shop, receiver: Receiver) -> None:
    for _ in range(6):
        ana, _ = disclosed(shop)
        written(shop, "rectify", ana)
    threads = [threading.Thread(target=shop.troth.elsewhere.send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ids = [headers["webhook-id"] for headers, _ in receiver.received]
    assert len(ids) == len(set(ids)) == 6


def test_a_system_is_told_by_the_key_by_which_it_knows_the_person(shop: Shop, receiver: Receiver) -> None:
    ana = shop.sign_up()
    written(shop, "erase", ana)
    sent = shop.troth.elsewhere.send()
    assert [each.to for each in sent.arrived] == ["mail_tool"]
    assert receiver.bodies()[0]["type"] == "task.erase"
    assert receiver.bodies()[0]["data"]["about"] == {"member.email": f"m{ana}@example.org"}
    stored = shop.chief.execute("select to_jsonb(t)::text from troth.task t where system = 'mail_tool'").fetchone()
    assert stored and "example.org" not in stored[0]


def test_people_write_down_what_they_did(shop: Shop) -> None:
    elsewhere = shop.troth.elsewhere
    ana, _ = disclosed(shop, "printer")
    written(shop, "erase", ana)
    shop.chief.execute("delete from troth.task where system = 'mail_tool'")
    notice, cabinet = elsewhere.list()
    assert shop.troth.elsewhere.send().arrived == (), "the printer has no webhook"
    for wrong in (lambda: elsewhere.done(NOTICE, notice.id, evidence=" "), lambda: elsewhere.told(notice.id, how="")):
        with pytest.raises(Refused, match="TR764"):
            wrong()
    assert "not confirmed" in str(elsewhere.told(notice.id, how="by mail, 3 May", actor="ben"))
    assert [each.state for each in elsewhere.list()] == ["sent", "waiting"]
    elsewhere.done(NOTICE, notice.id, evidence="their letter of 9 May", actor="ben")
    elsewhere.impossible(TASK, cabinet.id, because="the cabinet has burnt", actor="ben")
    assert elsewhere.list() == ()
    done = elsewhere.list(all=True)
    assert [(each.state, each.evidence, each.done_by, each.key, each.about) for each in done] == [
        ("acknowledged", "their letter of 9 May", "ben", None, None),
        ("impossible", "the cabinet has burnt", "ben", None, None),
    ]
    with pytest.raises(Refused, match="TR776"):
        elsewhere.done(TASK, cabinet.id, evidence="again")


def test_a_request_is_closed_when_everybody_who_has_to_know_does(shop: Shop, receiver: Receiver) -> None:
    requests = shop.troth.requests
    ana, _ = disclosed(shop)
    number = requests.open("erase", kind="member", key=ana).id
    assert number is not None
    requests.verify(number, level="login", how="logged in")
    requests.carried_out(number, did="erased")
    written(shop, "erase", ana, request=number)
    requests.answer(number, told="by mail")
    with pytest.raises(Refused, match="3 notices or tasks"):
        requests.close(number)
    shop.troth.elsewhere.send()
    with pytest.raises(Refused, match="1 notices or tasks"):
        requests.close(number)
    (cabinet,) = shop.troth.elsewhere.list(request=number)
    shop.troth.elsewhere.done(TASK, cabinet.id, evidence="shredded")
    requests.close(number)
    assert requests.get(number).state == "closed"


# -- the command -----------------------------------------------------------------------------------------------------


def test_the_command_sends_and_lists_and_takes_down(
    shop: Shop, troth: Command, receiver: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    ana, _ = disclosed(shop)
    written(shop, "erase", ana)
    receiver.answers = [(500, {})]
    assert troth("notify") == 2
    assert "1 arrived, 1 to be tried again" in capsys.readouterr().out
    assert troth("notify", "--again", "--format", "json") == 0
    assert len(json.loads(capsys.readouterr().out)["arrived"]) == 1
    assert troth("tasks") == 0
    listed = capsys.readouterr().out
    assert "erase in cabinet of identity.name, order" in listed and f"for member {ana}" in listed
    assert "1 notices and tasks, 0 of them overdue" in listed
    (cabinet,) = shop.troth.elsewhere.list()
    with later(shop, 15 * 24 * 3600):
        assert troth("tasks", "--format", "json") == 2
        assert json.loads(capsys.readouterr().out)["overdue"] == 1
    assert troth("task", "done", cabinet.id, "--evidence", "shredded") == 0
    assert "done" in capsys.readouterr().out
    assert troth("tasks", "--all") == 0
    assert troth("task", "done", cabinet.id, "--evidence", "shredded") == 1
    assert "[TR776]" in capsys.readouterr().err
    assert troth("notify", "key", "printer") == 0
    assert capsys.readouterr().out.startswith("whsec_")
