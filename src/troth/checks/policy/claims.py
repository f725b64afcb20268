"""What promises claim, as far as their checks say it in typed words; and whether a clash was signed already."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from troth.checks.arguments import argument_of
from troth.checks.declared import Declared
from troth.checks.policy.promise_kinds import KINDS
from troth.findings import Finding, Level, Place
from troth.policy.kept_by import Argument


@dataclass(frozen=True)
class Claim:
    """One check of a promise, read as a claim about the policy."""

    promise: str
    kind: str
    argument: Argument
    where: Place

    def __str__(self) -> str:
        return f"`{self.kind}: {self.argument}`"


def claims(declared: Declared, *kinds: str) -> Iterator[Claim]:
    """Every claim of these kinds, in the order of the policy."""
    for at, promise in enumerate(declared.policy.promises):
        for item, asked in enumerate(promise.asked):
            if asked.kind in kinds and asked.kind in KINDS:
                argument = argument_of(declared, KINDS[asked.kind], asked)
                where = declared.in_policy("promises", at, "kept_by", item, asked.kind)
                yield Claim(promise.id, asked.kind, argument, where)


def clash(
    declared: Declared, code: str, claim: Claim, message: str, *, hint: str, level: Level = Level.ERROR
) -> Finding:
    """A claim that the policy itself contradicts; a note where a signed tension names the promise."""
    tension = next((t for t in declared.policy.tensions if t.signed and claim.promise in t.between), None)
    read = f" (read as the tension `{tension.id}` says)" if tension else ""
    return Finding(
        code=code,
        level=Level.NOTE if tension else level,
        message=f"`{claim.promise}` promises {claim}, and {message}{read}",
        where=claim.where,
        why="both cannot hold as they are written: the policy contradicts itself",
        hint=f"{hint}; or record the tension under `tensions:`, with the reading that is taken, and sign it",
    )
