"""What each move of a request needs, and what to say when it is not there. Pure: from values to findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NoReturn

from troth.compiler.stored.request_states import Move, move_from, verbs_in
from troth.errors import Refused
from troth.findings import Finding, Place, did_you_mean
from troth.policy.model import Policy
from troth.policy.requests import Asks, Level
from troth.requests.request import Request, in_words

NOT_NOW, NOT_SURE, OTHERS, REASON, TOO_LATE = "TR761", "TR762", "TR763", "TR764", "TR765"
NOT_DONE, DONE_ALREADY, LEFT, NOBODY, WORDS = "TR766", "TR767", "TR768", "TR769", "TR771"

_WHY = {
    NOT_NOW: "what can follow what is one table, so that no request is left without an answer",
    REASON: "Art. 12(4) GDPR: the person is told why, and may complain",
    WORDS: "by these words a request is found again, and the time for it counted",
}
"""Why a word about a request is refused, whatever is wrong with it."""

GROUNDS: Mapping[str, str] = {
    "not_identified": "Art. 11(2), 12(2), 12(6): it cannot be known who asks",
    "unfounded": "Art. 12(5): it is manifestly unfounded",
    "excessive": "Art. 12(5): it is excessive, as when repeated",
    "others_rights": "Art. 15(4), 20(4): it would harm the rights of others",
    "law": "Art. 17(3)(b): a law asks for the data",
    "claims": "Art. 17(3)(e), 21(1): the data is needed for legal claims",
    "expression": "Art. 17(3)(a): freedom of expression and information",
    "health": "Art. 17(3)(c): public health",
    "archive": "Art. 17(3)(d): archiving, research or statistics",
    "compelling": "Art. 21(1): compelling grounds outweigh the person's",
    "no_right": "the right does not reach what is asked for",
}
"""On which grounds a request may be refused, whole or in part (Art. 12 to 21 GDPR)."""

WITHOUT_DEED = (Asks.QUESTION,)
"""What is answered without anything being carried out."""

TAKEN_BACK = (Asks.ERASE, Asks.RECTIFY, Asks.RESTRICT, Asks.OBJECT, Asks.WITHDRAW)
"""What changes data or standing: once it is carried out, it can no longer be refused or taken back."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody asks to be written down with a move."""

    today: date
    level: Level | None = None
    kind: str | None = None
    decision: str | None = None
    ground: str | None = None
    because: str | None = None
    told: str | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


def checked_move(request: Request, verb: str, asked: Asked, policy: Policy) -> Move:
    """The move, if it can be made now and everything that it needs is there. Raises Refused."""
    move = move_from(request.state, verb)
    if move is None:
        could = ", ".join(in_words(name) for name in verbs_in(request.state))
        said = f"it can be: {could}" if could else "nothing can be done with it any more"
        message = f"request {request.id} is {in_words(request.state)}: it cannot be: {in_words(verb)}"
        raise refused((message, said), code=NOT_NOW, where=_place(request))
    found = [finding for need in move.needs for finding in [_CHECKS[need](request, asked, policy)] if finding]
    if found:
        raise Refused(*found)
    return move


def _place(request: Request) -> Place:
    return Place(object=f"request {request.id}")


def refused(*wrong: tuple[str, str], code: str = WORDS, where: Place | None = None) -> Refused:
    """What to raise for words that do not fit: of each what is wrong with it, and what helps."""
    place, why = where or Place(object="the request"), _WHY[code]
    return Refused(*(Finding(code=code, message=message, where=place, why=why, hint=hint) for message, hint in wrong))


def _person(request: Request, asked: Asked, policy: Policy) -> Finding | None:
    if request.key is not None or asked.kind is not None or request.asks is Asks.QUESTION:
        return None
    return Finding(
        code=NOBODY,
        message="it is not known which person of the database asks",
        where=_place(request),
        why="a right is carried out for one person, by the key of their row",
        hint="say kind and key with `verify`; if nobody is found, answer that nothing is held",
    )


def _identity(request: Request, asked: Asked, policy: Policy) -> Finding | None:
    level, needed = asked.level or request.level, policy.requests.needed(request.asks)
    if level.reaches(needed):
        return None
    return Finding(
        code=NOT_SURE,
        message=f"`{level}` ({level.says}) is not enough for {request.asks}: it needs `{needed}`",
        where=_place(request),
        why="to hand out or change a person's data for somebody else would be a breach",
        hint=f"ask for more, until {needed.says}; `requests: identity:` of policy.yaml decides what is enough",
    )


def _reason(request: Request, asked: Asked, policy: Policy) -> Finding | None:
    if (asked.because or "").strip():
        return None
    message, hint = "a reason is missing, in words", "say `because`: it is kept with the step"
    return Finding(code=REASON, message=message, where=_place(request), why=_WHY[REASON], hint=hint)


def _nothing_held(request: Request, asked: Asked, policy: Policy) -> Finding | None:
    if asked.decision == "nothing_held":
        return None
    return Finding(
        code=NOT_SURE,
        message=f"it is not known who asks, so the answer cannot be `{asked.decision}`",
        where=_place(request),
        why="only that nothing is held may be told to somebody unknown",
        hint="verify who asks first",
    )


def _not_carried_out(request: Request, asked: Asked, policy: Policy) -> Finding | None:
    if request.carried_out_at is None or request.asks not in TAKEN_BACK:
        return None
    return Finding(
        code=DONE_ALREADY,
        message=f"it was carried out already, on {request.carried_out_at:%Y-%m-%d}",
        where=_place(request),
        why="what is done cannot be taken back or refused any more",
        hint="answer it: the person is to know what was done",
    )


def _carried_out(request: Request, asked: Asked, policy: Policy) -> Finding | None:
    unneeded = request.asks in WITHOUT_DEED or asked.decision == "nothing_held"
    if unneeded or request.carried_out_at is not None or (asked.because or "").strip():
        return None
    return Finding(
        code=NOT_DONE,
        message=f"nothing was carried out for it yet, so it cannot be answered `{asked.decision}`",
        where=_place(request),
        why="the person would be told of something that did not happen",
        hint=f"`troth {request.asks} ... --request {request.id}` does it; done by other means: say how, with `because`",
    )


def _first_month(request: Request, asked: Asked, policy: Policy) -> Finding | None:
    if request.extended_on is not None:
        message = f"it was extended already, on {request.extended_on}"
    elif asked.today > request.due_on:
        message = f"the time for the answer has passed on {request.due_on}"
    elif not (asked.told or "").strip():
        message = "the person has to be told why, within the first month"
    else:
        return None
    return Finding(
        code=TOO_LATE,
        message=message,
        where=_place(request),
        why="Art. 12(3) GDPR: once, by two months, with the reasons told within one month of receipt",
        hint="`told` says how and when the person was told; otherwise answer now",
    )


def _ground(request: Request, asked: Asked, policy: Policy) -> Finding | None:
    if asked.ground not in GROUNDS:
        message, hint = _no_ground(asked.ground)
        return Finding(code=REASON, message=message, where=_place(request), why=_WHY[REASON], hint=hint)
    if not (asked.told or "").strip():
        return Finding(
            code=REASON,
            message="the person has to be told of the refusal",
            where=_place(request),
            why="Art. 12(4) GDPR: without delay, with the reasons and that they may complain to the authority",
            hint="`told` says how and when",
        )
    return None


def _no_ground(said: str | None) -> tuple[str, str]:
    return f"`{said}` is no ground of the law for a refusal", did_you_mean(said or "", GROUNDS)


def _nothing_left(request: Request, asked: Asked, policy: Policy) -> Finding | None:
    if not request.left:
        return None
    return Finding(
        code=LEFT,
        message=f"{request.left} notices or tasks are still to be done",
        where=_place(request),
        why="Art. 19 GDPR: whoever was given the data is told; other systems hold it too",
        hint="`troth tasks` lists them; one that is impossible is given up with a reason",
    )


_CHECKS: Mapping[str, Callable[[Request, Asked, Policy], Finding | None]] = {
    "person": _person,
    "identity": _identity,
    "reason": _reason,
    "nothing_held": _nothing_held,
    "not_carried_out": _not_carried_out,
    "carried_out": _carried_out,
    "first_month": _first_month,
    "ground": _ground,
    "nothing_left": _nothing_left,
}


def checked_words(
    policy: Policy,
    *,
    asks: str,
    channel: str,
    categories: tuple[str, ...],
    purposes: tuple[str, ...],
    channels: Iterable[str],
) -> None:
    """A request speaks of what there is. Raises Refused (TR771)."""
    wrong = []
    if asks not in set(Asks):
        wrong.append((f"`{asks}` is nothing that can be asked for", did_you_mean(asks, Asks)))
    if channel not in channels:
        wrong.append((f"`{channel}` is no way on which a request comes in", did_you_mean(channel, channels)))
    for name in categories:
        if not policy.categories_of((name,)):
            wrong.append((f"the policy has no category `{name}`", did_you_mean(name, policy.categories)))
    for name in purposes:
        if name not in policy.purposes:
            wrong.append((f"the policy has no purpose `{name}`", did_you_mean(name, policy.purposes)))
    if wrong:
        raise refused(*wrong)


def checked_level(level: str) -> Level:
    """How surely a person is known, as a word. Raises Refused (TR771)."""
    if level not in set(Level):
        raise refused((f"`{level}` does not say how surely the person is known", did_you_mean(level, Level)))
    return Level(level)


def checked_decision(decision: str, ground: str | None, because: str | None) -> None:
    """An answer is one of three, and what is refused in part has a ground and a reason. Raises Refused."""
    answers = ("granted", "partly", "nothing_held")
    if decision not in answers:
        raise refused((f"`{decision}` is no answer", did_you_mean(decision, answers)))
    if decision != "partly":
        return
    if ground not in GROUNDS:
        raise refused(_no_ground(ground), code=REASON)
    if not (because or "").strip():
        raise refused(("a reason is missing, in words", "say `because`: the person is told it"), code=REASON)


def mismatch(request: Request, message: str) -> NoReturn:
    """A deed is not what its request asks for. Raises Refused (TR763)."""
    why = "what is done for a request is what was asked for, and for the person who asked"
    hint = "`troth request list` shows what is open"
    raise Refused(Finding(code=OTHERS, message=message, where=_place(request), why=why, hint=hint))
