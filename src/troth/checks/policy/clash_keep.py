"""A promise that something is kept no longer than a time, and a purpose that keeps it longer."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.checks.policy.claims import claims, clash
from troth.findings import Finding
from troth.policy.period import KeepError, longer, parse_clock

CODE = "TR176"


def check(declared: Declared) -> Iterator[Finding]:
    """`retention: {purpose: P, at_most: 90 days}` (or a category) against the `keep` of the purposes."""
    for claim in claims(declared, "retention"):
        said = claim.argument.one("at_most")
        if said is None:
            continue
        try:
            limit = parse_clock(f"{said} after it").period
        except KeepError as error:
            yield Finding(code=CODE, message=f"`{said}` is no time: {error}", where=claim.where, hint="write `90 days`")
            continue
        of = declared.uses(claim.argument.all("category"))
        for name, purpose in declared.policy.purposes.items():
            if name not in claim.argument.all("purpose") and not (of & declared.uses(purpose.uses)):
                continue
            if purpose.keep and purpose.keep.after and longer(purpose.keep.after, limit):
                message = f"the purpose `{name}` keeps it {purpose.keep}"
                yield clash(declared, CODE, claim, message, hint="shorten its `keep`")
