"""A purpose filed under an end that the policy does not name."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, did_you_mean

CODE = "TR191"


def check(declared: Declared) -> Iterator[Finding]:
    """`under` names no aim, or `beyond` speaks of aims where there are none."""
    aims = declared.policy.aims
    for name, purpose in declared.policy.purposes.items():
        if purpose.under is not None and purpose.under not in aims:
            yield Finding(
                code=CODE,
                message=f"`{name}` is under `{purpose.under}`, which is no aim of the policy",
                where=declared.in_policy("purposes", name, "under"),
                why="what data is used for at all is said once, under `aims`",
                hint=did_you_mean(purpose.under, aims, none=f'add `aims: {{{purpose.under}: "..."}}`'),
            )
        if purpose.beyond is not None and not aims:
            yield Finding(
                code=CODE,
                message=f"`{name}` is beyond the aims of the policy, which has none",
                where=declared.in_policy("purposes", name, "beyond"),
                why="an exception is one to something that was said",
                hint="add `aims`, or leave `beyond` out",
            )
