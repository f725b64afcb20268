"""What a ticket says and how it is signed: one person, one window, some minutes. Pure: no input, no output."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass
from typing import Any

from troth.errors import Refused
from troth.findings import Finding, Place, did_you_mean
from troth.policy.model import Policy

TICKET = "TR794"

LONGEST = 24 * 60
"""Minutes that a ticket is good for at most."""

_BLOCK = 64
"""Bytes of a block of SHA-256."""


@dataclass(frozen=True)
class Pads:
    """The key of the signature (HMAC-SHA-256, RFC 2104), as its two pads."""

    inner: bytes
    outer: bytes

    @classmethod
    def fresh(cls) -> Pads:
        """A new key of 256 random bits."""
        key = secrets.token_bytes(32).ljust(_BLOCK, b"\0")
        return cls(inner=bytes(byte ^ 0x36 for byte in key), outer=bytes(byte ^ 0x5C for byte in key))

    def signed(self, said: str) -> str:
        """A ticket: what it says, and the signature over that."""
        signature = hashlib.sha256(self.outer + hashlib.sha256(self.inner + said.encode()).digest()).hexdigest()
        return f"{said}.{signature}"


def said(policy: Policy, window: str, kind: str, key: Any, *, now: float, minutes: int) -> str:
    """What a ticket says, in hexadecimal digits. Raises Refused (TR794) if no such ticket can be."""
    known_window(policy, window)
    if kind not in policy.subjects:
        hint = did_you_mean(kind, policy.subjects)
        raise Refused(_finding(f"the policy has no kind of person `{kind}`", hint, window))
    if not 0 < minutes <= LONGEST:
        raise Refused(_finding(f"a ticket is good for 1 to {LONGEST} minutes, not {minutes}", "say fewer", window))
    parts = [str(part) for part in (key if isinstance(key, tuple | list) else (key,))]
    words = {"window": window, "kind": kind, "key": parts, "until": int(now) + 60 * minutes}
    return json.dumps(words).encode().hex()


def known_window(policy: Policy, name: str) -> None:
    """The window of a recipient whose readers show a ticket. Raises Refused (TR794)."""
    by_ticket = [each for each, recipient in policy.recipients.items() if recipient.by_ticket]
    if name not in by_ticket:
        hint = did_you_mean(name, by_ticket, none="say `as:` on a recipient with `role: subject`")
        raise Refused(_finding(f"no reader of `{name}` shows a ticket", hint, name))


def one_person(who: dict[str, Any], window: str) -> tuple[str, Any]:
    """The one person that is named, as kind and key. Raises Refused (TR794)."""
    if len(who) != 1:
        hint = "write `viewing(window, member=42)`, or give a ticket"
        raise Refused(_finding("a reader is one person", hint, window))
    return next(iter(who.items()))


def _finding(message: str, hint: str, window: str) -> Finding:
    why = "with a ticket people read their own data for some minutes, each of them nothing but that"
    return Finding(code=TICKET, message=message, where=Place(object=f"recipient {window}"), why=why, hint=hint)
