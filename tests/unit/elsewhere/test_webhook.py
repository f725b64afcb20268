"""A message as it is signed: by the example of Standard Webhooks, by other secrets, and what an answer means."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from troth.elsewhere.webhook import LONGEST_WAIT, Message, _answer, send

SECRET = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")


def test_the_signature_is_that_of_the_public_example() -> None:
    """Id, time, body, secret and signature as the reference libraries of Standard Webhooks test themselves with."""
    message = Message(id="msg_p5jXN8AQM9LWM0D4loKWxJek", body=b'{"test": 2432232314}')
    headers = message.headers([SECRET], datetime.fromtimestamp(1614265330, UTC))
    assert headers["webhook-id"] == "msg_p5jXN8AQM9LWM0D4loKWxJek"
    assert headers["webhook-timestamp"] == "1614265330"
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_while_a_secret_changes_both_sign() -> None:
    other = b"another secret of thirty-two byte"
    message = Message.of("msg_1", kind="notice.erase", at=datetime(2026, 5, 3, 12, tzinfo=UTC), data={"notice": 1})
    headers = message.headers([SECRET, other], datetime.fromtimestamp(0, UTC))
    wanted = [
        "v1," + base64.b64encode(hmac.digest(secret, b"msg_1.0." + message.body, hashlib.sha256)).decode()
        for secret in (SECRET, other)
    ]
    assert headers["webhook-signature"].split(" ") == wanted


def test_the_body_says_its_kind_and_when_it_happened() -> None:
    at = datetime.fromisoformat("2026-05-03T14:00:00.5+02:00")
    message = Message.of("msg_1", kind="notice.erase", at=at, data={"categories": ("contact.email",)})
    assert json.loads(message.body) == {
        "type": "notice.erase",
        "timestamp": "2026-05-03T12:00:00.500000Z",
        "data": {"categories": ["contact.email"]},
    }


@pytest.mark.parametrize(
    ("status", "received", "gone"),
    [(200, True, False), (204, True, False), (299, True, False), (301, False, False), (410, False, True),
     (404, False, False), (500, False, False)],
)  # fmt: skip
def test_what_an_answer_means(status: int, received: bool, gone: bool) -> None:
    answer = _answer(status, None)
    assert (answer.received, answer.gone, answer.said) == (received, gone, str(status))


@pytest.mark.parametrize(("said", "wait"), [("120", 120.0), ("99999999", LONGEST_WAIT), ("soon", None), (None, None)])
def test_for_how_long_a_receiver_wants_to_be_left_alone(said: str | None, wait: float | None) -> None:
    assert _answer(503, said).wait == wait
    assert _answer(200, said).wait is None


def test_a_moment_may_be_named_as_well() -> None:
    later = datetime.now(UTC) + timedelta(minutes=10)
    wait = _answer(429, later.strftime("%a, %d %b %Y %H:%M:%S GMT")).wait
    assert wait is not None and 500 < wait <= 600
    assert _answer(429, "Wed, 21 Oct 2015 07:28:00 GMT").wait == 0


def test_a_receiver_who_answers_byte_by_byte_is_not_waited_for() -> None:
    """Each of its bytes comes in time, and all of them do not."""
    with socket.create_server(("127.0.0.1", 0)) as receiver:

        def answer() -> None:
            there, _ = receiver.accept()
            with there, suppress(OSError):
                for letter in b"HTTP/1.1 200 OK":
                    there.sendall(bytes([letter]))
                    time.sleep(0.2)

        threading.Thread(target=answer, daemon=True).start()
        begun = time.monotonic()
        said = send(
            f"http://127.0.0.1:{receiver.getsockname()[1]}/", Message(id="m", body=b"{}"), [SECRET], timeout=0.5
        )
    assert said.said == "no answer: it took too long" and not said.received
    assert time.monotonic() - begun < 2


@pytest.mark.parametrize(
    ("address", "why"),
    [("http://127.0.0.1:1/", "connection refused"), ("https://no-such-host.invalid/", "there is no such host")],
)
def test_nobody_there_is_an_answer_too(address: str, why: str) -> None:
    answer = send(address, Message(id="msg_1", body=b"{}"), [SECRET], timeout=5)
    assert answer.said == f"no answer: {why}" and not answer.received
