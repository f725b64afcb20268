"""A window that people read themselves, as an owner or of an owner that no table has, or that never meet."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, did_you_mean

CODE = "TR237"
_WHY = "a reader sees somebody in the rows in which both are owners"


def check(declared: Declared) -> Iterator[Finding]:
    """`as` and `sees` name owners of one table; `as` and `per` an owner of the table of the case."""
    owners = [set(declared.owners(name)) for name in declared.data_map.tables]
    known = sorted(set().union(*owners))
    yield from _askers(declared)
    for name, recipient in declared.policy.recipients.items():
        if not recipient.by_ticket or recipient.as_ == "self" or recipient.sees is None:
            continue
        for key, owner in (("as", recipient.as_ or ""), ("sees", recipient.sees)):
            if owner not in known:
                yield Finding(
                    code=CODE,
                    message=f"no table has an owner `{owner}`",
                    where=declared.in_policy("recipients", name, key),
                    why=_WHY,
                    hint=did_you_mean(owner, known),
                )
        if {recipient.as_, recipient.sees} <= set(known) and not any(
            {recipient.as_, recipient.sees} <= o for o in owners
        ):
            yield Finding(
                code=CODE,
                message=f"`{recipient.as_}` and `{recipient.sees}` are owners of no table together",
                where=declared.in_policy("recipients", name, "sees"),
                why=_WHY,
                hint="add one of them to the `owners` of a table that belongs to both",
            )


def _askers(declared: Declared) -> Iterator[Finding]:
    """Readers `per` case stand in it as one of its owners."""
    for name, recipient in declared.policy.recipients.items():
        table = declared.data_map.cases.get(recipient.per or "")
        if table is None or table not in declared.data_map.tables:
            continue
        owners = sorted(declared.owners(table))
        if recipient.as_ not in owners:
            yield Finding(
                code=CODE,
                message=f"`{table}`, the table of the case `{recipient.per}`, has no owner `{recipient.as_}`",
                where=declared.in_policy("recipients", name, "as"),
                why="a reader sees what is related to the cases in which they stand",
                hint=did_you_mean(recipient.as_ or "", owners, none=f"add `{recipient.as_}` to its `owners`"),
            )
