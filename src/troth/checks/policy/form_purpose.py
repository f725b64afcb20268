"""A form that collects for a purpose which the policy does not have."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, did_you_mean

CODE = "TR139"
_WHY = "data is collected for a purpose, or not at all"


def check(declared: Declared) -> Iterator[Finding]:
    """`for` names no purpose."""
    for name, form in declared.policy.forms.items():
        if form.for_ not in declared.policy.purposes:
            yield Finding(
                code=CODE,
                message=f"the form `{name}` collects for `{form.for_}`, which is no purpose",
                where=declared.in_policy("forms", name, "for"),
                why=_WHY,
                hint=did_you_mean(form.for_, declared.policy.purposes),
            )
