"""An age that a purpose asks for and does not keep: once it is erased, the purpose has no ground any more."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, Level
from troth.mapped.model import Mapped
from troth.postgres.catalogue import Relation

CODE = "TR340"
_WHY = (
    "what tells the age goes when nothing else needs it; then nobody is known to be old enough, and the rest goes too"
)


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """A purpose that keeps something, needs an age, and does not use what tells it."""
    for kind, age in mapped.age.items():
        table = mapped.tables.get(Relation(*age.column.table))
        column = table.columns.get(age.column.column) if table else None
        if column is None or column.category is None:
            continue
        for name, purpose in declared.policy.purposes.items():
            if (
                not purpose.keeps
                or column.category in declared.uses(purpose.uses)
                or all(n.kind != "age" for n in purpose.needs)
            ):
                continue
            yield Finding(
                code=CODE,
                message=f"`{name}` needs the age of a {kind}, and does not keep `{age.column}`, which tells it",
                where=declared.in_policy("purposes", name, "needs"),
                why=_WHY,
                hint=f"add `{column.category}` to what `{name}` uses",
                level=Level.WARNING,
            )
