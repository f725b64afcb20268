"""A promise that something is kept no longer than a time, and a purpose that keeps it longer."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.checks.policy.claims import claims, clash
from troth.findings import Finding
from troth.policy.period import KeepError, longer, parse_period

CODE = "TR176"


def check(declared: Declared) -> Iterator[Finding]:
    """`retention: {purpose: P, at_most: 90 days}` (or a category) against the `keep` of the purposes."""
    for claim in claims(declared, "retention"):
        said = claim.argument.one("at_most")
        if said is None:
            continue
        try:
            limit = parse_period(said)
        except KeepError as error:
            why = (
                "the promise is compared with what the purposes keep, and that takes a number of days, months or years"
            )
            yield Finding(
                code=CODE, message=f"`{said}` is no time: {error}", where=claim.where, why=why, hint="write `90 days`"
            )
            continue
        of = declared.uses(claim.argument.all("category"))
        for name, purpose in declared.policy.purposes.items():
            if name not in claim.argument.all("purpose") and not (of & declared.uses(purpose.uses)):
                continue
            after = purpose.keep.after if purpose.keep else None
            if purpose.keep and after and any(longer(each, limit) for each in declared.policy.lengths_of(after)):
                message = f"the purpose `{name}` keeps it {declared.policy.says_of(purpose.keep)}"
                yield clash(declared, CODE, claim, message, hint="shorten its `keep`")
