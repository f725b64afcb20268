"""A purpose about an owner that no table has."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, did_you_mean

CODE = "TR212"
_WHY = "`about` narrows whose data is shown and whose standing counts"


def check(declared: Declared) -> Iterator[Finding]:
    """`about` of a purpose or a recipient names no owner of any table."""
    known = {owner for table in declared.data_map.tables for owner in declared.owners(table)}
    policy = declared.policy
    named = [(("purposes", name), purpose.about) for name, purpose in policy.purposes.items()]
    named += [(("recipients", name), recipient.about) for name, recipient in policy.recipients.items()]
    for keys, owners in named:
        for at, owner in enumerate(owners):
            if owner not in known:
                yield Finding(
                    code=CODE,
                    message=f"no table has an owner `{owner}`",
                    where=declared.in_policy(*keys, "about", at),
                    why=_WHY,
                    hint=did_you_mean(owner, known),
                )
