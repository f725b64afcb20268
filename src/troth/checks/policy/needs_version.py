"""A version of the policy that is still to come."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding

CODE = "TR138"
_WHY = "nobody can have been told of a version that there is not"


def check(declared: Declared) -> Iterator[Finding]:
    """`needs: [notice: N]` or `new: {version: N}` with a version above that of the policy."""
    version = declared.policy.version
    for name, purpose in declared.policy.purposes.items():
        named: list[tuple[tuple[str | int, ...], int]] = [
            (("needs", at), need.number)
            for at, need in enumerate(purpose.needs)
            if need.kind == "notice" and need.number is not None
        ]
        named += [(("new", "version"), purpose.new.version)] if purpose.new else []
        for keys, number in named:
            if not 1 <= number <= version:
                yield Finding(
                    code=CODE,
                    message=f"`{name}` speaks of version {number} of the policy, and this is version {version}",
                    where=declared.in_policy("purposes", name, *keys),
                    why=_WHY,
                    hint=f"name a version from 1 to {version}",
                )
