"""What the checks of a promise may be applied to: every name that the two files give, by what it is a name of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from troth.checks.declared import Declared
from troth.policy.categories import covers
from troth.policy.kept_by import Argument, Asked, Takes
from troth.policy.model import Basis

FREE = "words"
"""What the check reads by itself, and nothing else knows."""

NONE = "none"
"""Where a recipient could be named: that there is none."""

_NAMES: Mapping[str, Callable[[Declared], Iterable[str]]] = {
    "category": lambda declared: declared.policy.categories,
    "purpose": lambda declared: declared.policy.purposes,
    "hold": lambda declared: declared.policy.holds,
    "recipient": lambda declared: declared.policy.recipients,
    "recipient or none": lambda declared: (*declared.policy.recipients, NONE),
    "subject": lambda declared: declared.policy.subjects,
    "aggregate": lambda declared: declared.data_map.aggregates,
    "event": lambda declared: declared.data_map.events,
    "condition": lambda declared: declared.data_map.conditions,
    "table": lambda declared: map(str, declared.data_map.tables),
    "staff": lambda declared: {staff for purpose in declared.policy.purposes.values() for staff in purpose.by},
    "basis": lambda declared: map(str, Basis),
    "form": lambda declared: declared.policy.forms,
    "gate": lambda declared: declared.data_map.gates,
    "terms": lambda declared: declared.policy.agreements,
    "decision": lambda declared: declared.policy.decide,
    "promise": lambda declared: (promise.id for promise in declared.policy.promises),
    "system": lambda declared: declared.data_map.elsewhere,
}


def names(declared: Declared, noun: str) -> tuple[str, ...] | None:
    """Every name of this sort, or None where any words may stand."""
    found = _NAMES.get(noun)
    return tuple(found(declared)) if found else None


def means(declared: Declared, noun: str, word: str) -> bool:
    """Whether a word names one of this sort, or as a pattern (`contact.*`, `k7-share-*`) some of them."""
    known = names(declared, noun)
    if known is None or word in known:
        return True
    if noun == "category":
        return any(covers(word, name) for name in known)
    stem = word[:-1] if word.endswith("*") else None
    return noun == "promise" and stem is not None and any(name.startswith(stem) for name in known)


def argument_of(declared: Declared, takes: Takes, asked: Asked) -> Argument:
    """What a check is applied to, with a word alone under the name of what it names here."""
    if not isinstance(asked.written, str):
        return Argument(asked.written)
    word = asked.written
    noun = next((noun for noun in takes.plain if means(declared, noun, word)), takes.plain[0] if takes.plain else FREE)
    return Argument(((noun, (word,)),), plain=True)


def every_check(declared: Declared) -> Iterator[tuple[Asked, tuple[str | int, ...]]]:
    """Each check that a promise or a tension names, with where it is written."""
    for at, promise in enumerate(declared.policy.promises):
        for item, asked in enumerate(promise.asked):
            yield asked, ("promises", at, "kept_by", item, asked.kind)
    for at, tension in enumerate(declared.policy.tensions):
        for item, asked in enumerate(tension.asked):
            yield asked, ("tensions", at, "shown_by", item, asked.kind)
