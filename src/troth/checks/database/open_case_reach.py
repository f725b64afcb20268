"""A purpose that opens cases to which some of its rows cannot be related."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.compiler.windows import Window, recipient_windows, windows
from troth.findings import Finding
from troth.mapped.model import Mapped
from troth.mapped.ways import reach

CODE = "TR337"


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """No way leads from any owner of a table that the purpose, or the recipient, shows to the table of its cases."""
    for window in windows(declared.policy, mapped):
        case = declared.policy.purposes[window.purpose].open_per
        if case is not None:
            yield from _unreached(declared, mapped, window, ("purposes", window.purpose, "open_per"), case.case)
    for window in recipient_windows(declared.policy, mapped):
        recipient = declared.policy.recipients[window.recipient or ""]
        if recipient.per is not None:
            yield from _unreached(
                declared, mapped, window, ("recipients", window.recipient or "", "per"), recipient.per
            )


def _unreached(
    declared: Declared, mapped: Mapped, window: Window, place: tuple[str, str, str], case: str
) -> Iterator[Finding]:
    to = mapped.cases.get(case)
    reader = declared.policy.recipients[window.recipient].as_ if window.recipient else None
    for table in window.tables.values() if to else ():
        owned = reader in table.table.owners
        if table.owners and not owned and not any(to and reach(mapped, table.table, o, to) for o in table.owners):
            yield Finding(
                code=CODE,
                message=f"no way leads from the rows of `{table.relation}` to those of `{to}`",
                where=declared.in_policy(*place),
                why="such a row would never be shown, whatever the case",
                hint=f"give `{to}` an owner of the same kind, or let `{window.name}` not use `{table.relation}`",
            )
