"""A recipient that would get more than its purpose has."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding

CODE = "TR119"
_WHY = "nobody can pass on what they may not see"


def check(declared: Declared) -> Iterator[Finding]:
    """A recipient receives a category that its purpose does not use, or data of an owner it does not speak about."""
    for name, recipient in declared.policy.recipients.items():
        purpose = declared.policy.purposes.get(recipient.for_ or "")
        if purpose is None or recipient.counts:
            continue
        used = declared.uses(purpose.uses)
        for at, pattern in enumerate(recipient.patterns):
            if more := sorted(declared.uses((pattern,)) - used):
                yield Finding(
                    code=CODE,
                    message=f"`{name}` would receive `{more[0]}`, which its purpose `{recipient.for_}` does not use",
                    where=declared.in_policy("recipients", name, "receives", at),
                    why=_WHY,
                    hint=f"take it out, or add it to the `uses` of `{recipient.for_}`",
                )
        for at, owner in enumerate(recipient.about):
            if purpose.about and owner not in purpose.about:
                yield Finding(
                    code=CODE,
                    message=f"`{name}` would receive data about `{owner}`, and `{recipient.for_}` is not about them",
                    where=declared.in_policy("recipients", name, "about", at),
                    why=_WHY,
                    hint=f"take it out, or add it to the `about` of `{recipient.for_}`",
                )
