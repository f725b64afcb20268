"""A promise kept by a check of something that does not exist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from troth.checks.declared import Declared
from troth.checks.policy.promise_kinds import KINDS, Argument
from troth.documents import shown
from troth.findings import Finding, did_you_mean

CODE = "TR127"


def check(declared: Declared) -> Iterator[Finding]:
    """What a check of `kept_by` is applied to is not in the policy or the data map."""
    for at, promise in enumerate(declared.policy.promises):
        for item, kept_by in enumerate(promise.kept_by):
            for kind, argument in kept_by.items():
                named = KINDS.get(kind, "words")
                known = _known(declared, named)
                if known is None or argument in known or ("category" in named and _is_category(declared, argument)):
                    continue
                yield Finding(
                    code=CODE,
                    message=f"there is no {named} `{shown(argument)}`",
                    where=declared.in_policy("promises", at, "kept_by", item, kind),
                    why=f"`{kind}` is checked for a {named}",
                    hint=did_you_mean(argument[:80], known),
                )


def _is_category(declared: Declared, argument: str) -> bool:
    return bool(declared.uses((argument,)))


def _known(declared: Declared, named: Argument) -> Iterable[str] | None:
    policy = declared.policy
    names: dict[Argument, Iterable[str]] = {
        "category": policy.categories,
        "purpose": policy.purposes,
        "hold": policy.holds,
        "recipient": policy.recipients,
        "aggregate": declared.data_map.aggregates,
        "subject": policy.subjects,
        "category or purpose": {**policy.categories, **policy.purposes},
    }
    return names.get(named)
