"""A form that takes what its purpose does not use, or speaks of what it does not take."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, did_you_mean
from troth.policy.collecting import Form

CODE = "TR140"
_WHY = "Art. 5(1)(c) GDPR: only what the purpose needs is collected"

Keys = tuple[str | int, ...]


def check(declared: Declared) -> Iterator[Finding]:
    """A category of a form that is unknown, that its purpose does not use, or that it never takes."""
    for name, form in declared.policy.forms.items():
        purpose = declared.policy.purposes.get(form.for_)
        uses = declared.uses(purpose.uses) if purpose else frozenset(declared.policy.categories)
        for keys, category, taken in _named(form):
            said = _said(category, taken, uses, declared)
            if said:
                yield Finding(
                    code=CODE,
                    message=f"the form `{name}` {said[0]}",
                    where=declared.in_policy("forms", name, *keys),
                    why=_WHY,
                    hint=said[1].format(purpose=form.for_),
                )


def _said(category: str, taken: bool, uses: frozenset[str], declared: Declared) -> tuple[str, str] | None:
    if category not in declared.policy.categories:
        return f"names `{category}`, which is no category", did_you_mean(category, declared.policy.categories)
    if not taken:
        return f"says what happens without `{category}`, which it never takes", "take it, or leave that out"
    if category not in uses:
        return (
            f"takes `{category}`, which its purpose does not use",
            "add it to the `uses` of `{purpose}`, or do not take it",
        )
    return None


def _named(form: Form) -> Iterator[tuple[Keys, str, bool]]:
    for category in form.takes:
        yield ("takes", category), category, True
    for at, case in enumerate(form.when):
        for category in case.takes:
            yield ("when", at, "takes", category), category, True
    for category in form.without:
        yield ("without", category), category, category in form.categories
