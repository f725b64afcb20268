"""Data that is never to be held, and that a purpose, a hold, a recipient or a form still speaks of."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding

CODE = "TR141"
_WHY = "`never` promises that no column holds it"

Keys = tuple[str | int, ...]


def check(declared: Declared) -> Iterator[Finding]:
    """A category of `never` that is used, kept, received or taken."""
    for keys, words, category in sorted(_spoken_of(declared), key=str):
        yield Finding(
            code=CODE,
            message=f"{words} `{category}`, which is never to be held",
            where=declared.in_policy(*keys),
            why=_WHY,
            hint="leave it out there, or take it out of `never`",
        )


def _spoken_of(declared: Declared) -> Iterator[tuple[Keys, str, str]]:
    policy, refused = declared.policy, declared.policy.refused
    for name, purpose in policy.purposes.items():
        for category in declared.uses(purpose.uses) & refused:
            yield ("purposes", name, "uses"), f"the purpose `{name}` uses", category
    for name, hold in policy.holds.items():
        for category in declared.uses(hold.keeps) & refused:
            yield ("holds", name, "keeps"), f"the hold `{name}` keeps", category
    for name, form in policy.forms.items():
        for category in refused.intersection(form.categories):
            yield ("forms", name, "takes"), f"the form `{name}` takes", category
