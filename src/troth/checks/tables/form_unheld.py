"""A category that a form takes, and no table it fills can hold."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding

CODE = "TR223"
_WHY = "what is asked for and held nowhere is lost, and what is required there can never be given"


def check(declared: Declared) -> Iterator[Finding]:
    """A taken category that is in no column of the form's tables; a column under `optional` that holds none of them."""
    for name, form in declared.policy.forms.items():
        fills = declared.data_map.forms.get(name, ())
        tables = [declared.data_map.tables[each.table] for each in fills if each.table in declared.data_map.tables]
        held = {column.holds for table in tables for column in table.columns.values()}
        for category in form.categories if tables else ():
            if category not in held:
                shown = ", ".join(f"`{each.table}`" for each in fills)
                yield Finding(
                    code=CODE,
                    message=f"the form `{name}` takes `{category}`, which no column of {shown} holds",
                    where=declared.in_policy("forms", name, "takes", category),
                    why=_WHY,
                    hint="name the table that holds it too, or do not take it",
                )
        for each in fills:
            known = declared.data_map.tables[each.table].columns if each.table in declared.data_map.tables else {}
            for column in each.optional:
                if column not in known or known[column].holds not in form.categories:
                    yield Finding(
                        code=CODE,
                        message=f"`{each.table}.{column}` may be left empty in `{name}`, which does not take it",
                        where=declared.in_map("forms", name),
                        why=_WHY,
                        hint="name a column that holds a category the form takes",
                    )
