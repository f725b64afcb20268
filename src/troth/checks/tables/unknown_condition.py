"""A condition that the data map does not have."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, did_you_mean

CODE = "TR209"
_WHY = "a condition says which rows meet it"


def check(declared: Declared) -> Iterator[Finding]:
    """`while` of a purpose, a hold or a recipient names a condition that is not in tables.yaml."""
    known = declared.data_map.conditions
    policy = declared.policy
    named = [(purpose.while_, ("purposes", name, "while")) for name, purpose in policy.purposes.items()]
    named += [(recipient.while_, ("recipients", name, "while")) for name, recipient in policy.recipients.items()]
    named += [(hold.while_, ("holds", name, "while")) for name, hold in policy.holds.items()]
    for condition, keys in named:
        if condition is not None and condition not in known:
            yield Finding(
                code=CODE,
                message=f"tables.yaml has no condition `{condition}`",
                where=declared.in_policy(*keys),
                why=_WHY,
                hint=did_you_mean(condition, known, none="add it under `conditions:` with its table and `where`"),
            )
