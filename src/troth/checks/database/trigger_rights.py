"""A trigger of the company that would run with the rights of whoever works in a window, and fail for want of them."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.database.where import place
from troth.checks.declared import Declared
from troth.compiler.windows import windows
from troth.findings import Finding, Level
from troth.mapped.model import Mapped
from troth.postgres.catalogue import Relation

CODE = "TR319"
_WHY = "a trigger runs with the rights of the login that writes, and a window's login has none but on its own views"


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """Each trigger that a window's writing sets off and whose function does not run with its owner's rights."""
    found: dict[tuple[Relation, str, str], list[str]] = {}
    for window in windows(declared.policy, mapped):
        for table in window.tables.values():
            for trigger in table.table.table.triggers:
                if not trigger.definer and table.writes & set(trigger.events):
                    key = (table.relation, trigger.name, trigger.function)
                    found.setdefault(key, []).append(f"`{window.purpose}`")
    for (relation, name, function), purposes in sorted(found.items()):
        yield Finding(
            code=CODE,
            message=f"trigger `{name}` on `{relation}` would run with the rights of {', '.join(purposes)}",
            where=place(declared, relation),
            why=_WHY,
            hint=f"if it needs more than the new row, let `{function}` run with its owner's rights: security definer, "
            "with a fixed search_path",
            level=Level.WARNING,
        )
