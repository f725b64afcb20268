"""A purpose or a recipient that needs an agreement which the policy does not have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from troth.checks.declared import Declared
from troth.findings import Finding, did_you_mean
from troth.policy.collecting import Need
from troth.policy.sharing import ReleaseNeed

CODE = "TR136"
_WHY = "nobody can agree to what is not there, so it would never be met"


def check(declared: Declared) -> Iterator[Finding]:
    """`needs: [agreement: NAME]` with a name that is not under `agreements`."""
    known = declared.policy.agreements
    policy = declared.policy
    needing: list[tuple[str, str, Sequence[Need | ReleaseNeed]]] = [
        ("purposes", name, purpose.needs) for name, purpose in policy.purposes.items()
    ]
    needing += [("recipients", name, recipient.needs) for name, recipient in policy.recipients.items()]
    for part, name, needs in needing:
        for at, need in enumerate(needs):
            if need.kind == "agreement" and need.name not in known:
                yield Finding(
                    code=CODE,
                    message=f"`{name}` needs the agreement `{need.name}`, which the policy does not have",
                    where=declared.in_policy(part, name, "needs", at),
                    why=_WHY,
                    hint=did_you_mean(
                        need.name or "",
                        known,
                        none=f'add `agreements: {{{need.name}: {{says: "...", version: 1, since: 2026-12-01}}}}`',
                    ),
                )
