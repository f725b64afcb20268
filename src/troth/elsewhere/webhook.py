"""One signed message to one address, after the form of Standard Webhooks 1.0, and what came of it.

Three headers say which message it is, when this attempt was made, and that it is ours: HMAC-SHA-256 over
`id.timestamp.body`. Redirects are not followed, and nothing of what is answered is kept but its number.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import SplitResult, urlsplit

TIMEOUT = 20.0
"""Seconds that a receiver has to answer."""

LONGEST_WAIT = 24 * 3600
"""The most seconds for which a receiver may put off the next attempt."""

GONE = 410
"""The answer of a receiver who wants to hear no more."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """What is sent. The body is made once, and the same in every attempt; so is the id."""

    id: str
    body: bytes

    @classmethod
    def of(cls, id: str, *, kind: str, at: datetime, data: Mapping[str, Any]) -> Message:
        """A message of a kind, about something that happened at a moment."""
        moment = at.astimezone(UTC).isoformat().replace("+00:00", "Z")
        said = {"type": kind, "timestamp": moment, "data": dict(data)}
        return cls(id=id, body=json.dumps(said, separators=(",", ":"), ensure_ascii=False, default=str).encode())

    def headers(self, secrets: Sequence[bytes], at: datetime) -> dict[str, str]:
        """The headers of an attempt at a moment: one signature for each secret."""
        moment = str(int(at.timestamp()))
        signed = f"{self.id}.{moment}.".encode() + self.body
        signatures = (base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode() for secret in secrets)
        return {
            "content-type": "application/json",
            "user-agent": "troth",
            "webhook-id": self.id,
            "webhook-timestamp": moment,
            "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
        }


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came of an attempt: a status, or why there was none."""

    said: str
    """`200`, or `no answer: connection refused`: never a word of the answer itself."""
    received: bool = False
    """Any 2xx: it has arrived."""
    gone: bool = False
    """It wants to hear no more: no further attempt."""
    wait: float | None = None
    """For how many seconds it asks to be left alone."""


def send(address: str, message: Message, secrets: Sequence[bytes], *, timeout: float = TIMEOUT) -> Answer:
    """Make one attempt to deliver a message."""
    parts, begun = urlsplit(address), time.monotonic()
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        with closing(_connection(parts, timeout)) as connection, _hanging_up(connection, timeout):
            connection.request("POST", path, body=message.body, headers=message.headers(secrets, datetime.now(UTC)))
            response = connection.getresponse()
            return _answer(response.status, response.getheader("retry-after"))
    except (OSError, http.client.HTTPException) as problem:
        late = time.monotonic() - begun >= timeout
        return Answer(said=f"no answer: {'it took too long' if late else _why(problem)}")


@contextmanager
def _hanging_up(connection: http.client.HTTPConnection, timeout: float) -> Iterator[None]:
    """After that time the connection is cut: by itself it waits so long for each byte, and a row waits with it."""

    def cut() -> None:
        if connection.sock is not None:
            with suppress(OSError):
                connection.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(timeout, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _connection(parts: SplitResult, timeout: float) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "https":
        return http.client.HTTPSConnection(host, parts.port, timeout=timeout, context=ssl.create_default_context())
    return http.client.HTTPConnection(host, parts.port, timeout=timeout)


def _answer(status: int, retry_after: str | None) -> Answer:
    received = 200 <= status < 300
    wait = None if received else _seconds(retry_after)
    return Answer(said=str(status), received=received, gone=status == GONE, wait=wait)


def _seconds(retry_after: str | None) -> float | None:
    """For how long a receiver asks to be left alone: seconds, or a moment of HTTP."""
    if retry_after is None:
        return None
    try:
        seconds = float(retry_after) if retry_after.isdigit() else _until(retry_after)
    except (TypeError, ValueError):
        return None
    return min(max(seconds, 0.0), LONGEST_WAIT)


def _until(moment: str) -> float:
    at = parsedate_to_datetime(moment)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() - datetime.now(UTC).timestamp()


def _why(problem: Exception) -> str:
    match problem:
        case ssl.SSLCertVerificationError():
            return f"its certificate is not valid: {problem.verify_message}"
        case socket.gaierror():
            return "there is no such host"
        case OSError(strerror=str(said)):
            return said.lower()
    return type(problem).__name__
