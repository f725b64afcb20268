"""Requests under law, from their arrival to the word to the person: one reviews and says how much, another releases.

Nothing leaves without a ground that the policy names, a review, a scope that was chosen, and two people; and no case is
closed before the person knows, or while a dated delay forbids it.
"""

from __future__ import annotations

import getpass
import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from troth.compiler.build import Compiled
from troth.errors import Refused
from troth.findings import did_you_mean
from troth.ledger.entry import Entry, Json
from troth.ledger.store import record
from troth.policy.model import Recipient
from troth.postgres.parameters import as_json
from troth.postgres.statements import statement
from troth.sharing.asked import Asked, known_recipient
from troth.sharing.disclosure import Disclosure
from troth.sharing.keys import as_key
from troth.sharing.legal import STATE, Connection, Order, one, order_finding
from troth.sharing.locks import Override
from troth.sharing.plan import DisclosurePlan, plan_disclosure
from troth.sharing.reading import Reader
from troth.sharing.release import disclose
from troth.standing.words import Outcome

INTAKE = "TR790"


def receive(
    connection: Connection,
    compiled: Compiled,
    recipient: str,
    *,
    authority: str,
    reference: str,
    ground: str,
    statute: str,
    jurisdiction: str,
    asks: str,
    official: str | None = None,
    document: Path | None = None,
    actor: str | None = None,
) -> Outcome:
    """Take in a request under law. Of its document only the digest is kept.

    Raises Refused: TR780 no such recipient, TR790 no ground, statute or country that the policy accepts, no document.
    """
    known = known_recipient(compiled.policy, recipient, ordered=True)
    said = {"authority": authority, "reference": reference, "statute": statute, "asks": asks}
    _checked_intake(known, recipient, said, ground=ground, jurisdiction=jurisdiction, document=document)
    who = actor or getpass.getuser()
    row = {**said, "recipient": recipient, "official": official, "ground": ground, "jurisdiction": jurisdiction}
    row |= {"document": _digest(document) if document else None, "actor": who}
    with connection.transaction():
        ((number,),) = connection.execute(statement("order receive"), row).fetchall()
        told = {"order": number, "recipient": recipient, "ground": ground, "jurisdiction": jurisdiction}
        record(connection, Entry(what="order received", actor=who, detail=told))
    return Outcome(said=f"request {number} of {authority} is received, to be reviewed", id=number, people=0)


def _checked_intake(
    known: Recipient, name: str, said: Mapping[str, str], *, ground: str, jurisdiction: str, document: Path | None
) -> None:
    wrong: list[tuple[str, str]] = []
    if not known.ordered:
        wrong.append((f"`{name}` receives what the policy lists, and makes no requests", "use `troth disclose`"))
    elif ground not in known.grounds:
        wrong.append(
            (f"`{ground}` is no ground on which `{name}` is given anything", did_you_mean(ground, known.grounds))
        )
    if known.jurisdictions and jurisdiction not in known.jurisdictions:
        listed = ", ".join(known.jurisdictions)
        wrong.append((f"a request under the law of {jurisdiction} is not accepted", f"accepted are: {listed}"))
    wrong += [(f"the request names no {part}", f"say `{part}`") for part, value in said.items() if not value.strip()]
    if known.role == "authority" and document is None:
        wrong.append(("an authority's request comes in writing", "name the file of it: its digest is kept"))
    if document is not None and not document.is_file():
        wrong.append((f"there is no file {document}", "name the file of the request"))
    if wrong:
        why = "what the law compels is shown by the ground, the statute and the paper it came on"
        raise Refused(*(order_finding(INTAKE, message, hint, f"recipient {name}", why) for message, hint in wrong))


def _digest(document: Path) -> str:
    return hashlib.sha256(document.read_bytes()).hexdigest()


def review(
    connection: Connection,
    compiled: Compiled,
    number: int,
    *,
    people: Sequence[tuple[str, Any]] = (),
    rows: Mapping[str, Sequence[Any]] | None = None,
    categories: Sequence[str],
    verified: str,
    because: str,
    actor: str | None = None,
) -> DisclosurePlan:
    """One person decides how much of it is due: of whom, which rows, which kinds of data, and why; and how it was
    made sure who asks. The answer is what that would release now.

    Raises Refused: TR791 it is not to be reviewed (again), or something is not said; and as plan_disclosure().
    """
    order = one(connection, number)
    who = actor or getpass.getuser()
    _in_state(order, ("received", "reviewed"), "reviewed")
    unsaid = [
        ("categories", bool(categories)),
        ("verified", bool(verified.strip())),
        ("because", bool(because.strip())),
    ]
    if missing := [word for word, there in unsaid if not there]:
        why = "only what was chosen leaves, for whoever was made sure of, and for a reason"
        raise Refused(order_finding(STATE, f"a review says {', '.join(missing)}", "say it in words", order.about, why))
    scope = {
        "people": [[kind, *as_key(key)] for kind, key in people],
        "rows": {table: [list(as_key(key)) for key in keys] for table, keys in (rows or {}).items()},
        "categories": list(categories),
        "verified": verified,
    }
    plan = _plan(connection, compiled, order, scope)
    with connection.transaction():
        _lock(connection, number)
        _in_state(one(connection, number), ("received", "reviewed"), "reviewed")
        _step(connection, order, "reviewed", says=because, actor=who, scope=scope)
    return plan


def plan_order(connection: Connection, compiled: Compiled, number: int) -> DisclosurePlan:
    """What the reviewed scope would release now. Raises Refused as release()."""
    order = one(connection, number)
    _in_state(order, ("reviewed",), "released")
    reviewed = order.last("reviewed")
    assert reviewed is not None and reviewed.scope is not None
    return _plan(connection, compiled, order, reviewed.scope)


def release(
    connection: Connection,
    compiled: Compiled,
    number: int,
    *,
    because: str,
    delay: tuple[date, str] | None = None,
    to: Path | None = None,
    actor: str | None = None,
) -> Disclosure:
    """A second person lets go of just the reviewed scope. `delay`: the last day on which the person must not be told,
    and what forbids it; without it they are to be told now.

    Raises Refused: TR791 it is not reviewed, the reviewer releases it, or the delay gives no ground; as disclose().
    """
    order, who = one(connection, number), actor or getpass.getuser()
    plan = plan_order(connection, compiled, number)
    reviewed = order.last("reviewed")
    assert reviewed is not None
    if reviewed.actor == who:
        why = "one looks at it, another lets it go"
        hint = "let somebody else release it"
        raise Refused(
            order_finding(STATE, f"`{who}` has reviewed request {number} and cannot release it", hint, order.about, why)
        )
    if delay is not None and not delay[1].strip():
        raise Refused(
            order_finding(
                STATE, "a delay says what forbids to tell the person", "name the order or the law", order.about
            )
        )

    def also(open_: Connection, disclosure: int) -> None:
        _lock(open_, number)
        _in_state(one(open_, number), ("reviewed",), "released")
        _step(open_, order, "released", says=because, actor=who, disclosure=disclosure)
        if delay is not None:
            _step(open_, order, "delayed", says=delay[1], actor=who, until=delay[0])

    until = delay[0] if delay else None
    return disclose(connection, compiled, plan, because=because, actor=who, second=reviewed.actor, ground=order.ground,
                    not_told_before=until, to=to, also=also)  # fmt: skip


def refuse(connection: Connection, number: int, *, because: str, actor: str | None = None) -> Outcome:
    """Refuse a request, with the reason. Raises Refused (TR791)."""
    return _do(connection, number, "refused", ("received", "reviewed"), says=because, actor=actor)


def tell(connection: Connection, compiled: Compiled, number: int, *, how: str, actor: str | None = None) -> Outcome:
    """The person was told of the release, and how. Raises Refused (TR791) too early."""
    order = one(connection, number)
    today, _ = Reader(connection, compiled, order.recipient).today()
    if order.silent_until is not None and today <= order.silent_until:
        message = f"the person of request {number} must not be told through {order.silent_until}"
        raise Refused(order_finding(STATE, message, "tell them after that day", order.about))
    return _do(connection, number, "told", ("released",), says=how, actor=actor)


def close(connection: Connection, number: int, *, because: str, actor: str | None = None) -> Outcome:
    """Close a request that was refused, or of which the person knows. Raises Refused (TR791)."""
    return _do(connection, number, "closed", ("refused", "told"), says=because, actor=actor)


def _plan(connection: Connection, compiled: Compiled, order: Order, scope: Mapping[str, Any]) -> DisclosurePlan:
    asked = Asked(
        people=tuple((kind, tuple(key)) for kind, *key in scope["people"]),
        rows={table: tuple(tuple(key) for key in keys) for table, keys in scope["rows"].items()},
        categories=tuple(scope["categories"]),
        order=order.id,
        override=_override(compiled, order),
    )
    return plan_disclosure(connection, compiled, order.recipient, asked)


def _override(compiled: Compiled, order: Order) -> Override | None:
    """A ground that is one of the recipient's overrides lifts what it needs, on the strength of the order."""
    lifts = order.ground in compiled.policy.recipients[order.recipient].overrides
    return Override(kind=order.ground, reference=f"{order.authority}, {order.reference}") if lifts else None


def _do(
    connection: Connection, number: int, word: str, states: tuple[str, ...], *, says: str, actor: str | None
) -> Outcome:
    order, who = one(connection, number), actor or getpass.getuser()
    if not says.strip():
        raise Refused(order_finding(STATE, f"request {number} is {word} in words", "say why, or how", order.about))
    with connection.transaction():
        _lock(connection, number)
        _in_state(one(connection, number), states, word)
        _step(connection, order, word, says=says, actor=who)
    return Outcome(said=f"request {number} is {word}", id=number, people=0)


def _lock(connection: Connection, number: int) -> None:
    connection.execute(statement("order lock"), {"id": number})


def _in_state(order: Order, states: tuple[str, ...], word: str) -> None:
    if order.state not in states:
        message = f"request {order.id} is {order.state}, and cannot be {word}"
        raise Refused(order_finding(STATE, message, f"it must be {' or '.join(states)}", order.about))


def _step(
    connection: Connection,
    order: Order,
    word: str,
    *,
    says: str,
    actor: str,
    scope: Mapping[str, Any] | None = None,
    disclosure: int | None = None,
    until: date | None = None,
) -> None:
    row = {"request": order.id, "step": word, "says": says, "actor": actor, "disclosure": disclosure, "until": until}
    connection.execute(statement("order step"), {**row, "scope": as_json(scope) if scope else None})
    detail: dict[str, Json] = {
        "order": order.id,
        "recipient": order.recipient,
        "ground": order.ground,
        "disclosure": disclosure,
    }
    detail["until"] = until.isoformat() if until else None
    record(connection, Entry(what=f"order {word}", actor=actor, detail=detail))
