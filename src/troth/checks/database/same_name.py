"""Two tables of the same name, which would be one and the same view in a window."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.database.where import place
from troth.checks.declared import Declared
from troth.compiler.windows import Window, recipient_windows, windows
from troth.findings import Finding
from troth.mapped.model import Mapped
from troth.postgres.catalogue import Relation

CODE = "TR320"
_WHY = "a window is one schema, in which each table has its own name"


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """Tables of different schemas that share a name and a window."""
    found: dict[tuple[Relation, Relation], list[str]] = {}
    for window in (*windows(declared.policy, mapped), *recipient_windows(declared.policy, mapped)):
        for pair in _alike(window):
            found.setdefault(pair, []).append(f"`{window.name}`")
    for (first, second), shared in sorted(found.items()):
        yield Finding(
            code=CODE,
            message=f"`{first}` and `{second}` would both be `{second.name}` in the window of {', '.join(shared)}",
            where=place(declared, second),
            why=_WHY,
            hint="rename one of the tables, or give the purpose categories of only one of them",
        )


def _alike(window: Window) -> Iterator[tuple[Relation, Relation]]:
    seen: dict[str, Relation] = {}
    for relation in sorted(window.tables):
        if relation.name in seen:
            yield seen[relation.name], relation
        seen.setdefault(relation.name, relation)
