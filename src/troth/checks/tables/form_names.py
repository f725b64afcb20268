"""A form that differs by something of which no column is known."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, did_you_mean

CODE = "TR224"
_WHY = "which fields a row may have is decided from its own values"


def check(declared: Declared) -> Iterator[Finding]:
    """A name of `when` or `offered` without a column under `by`; `listed` without `list`, and `list` for nothing."""
    for name, fills in declared.data_map.forms.items():
        form = declared.policy.forms.get(name)
        if form is None:
            continue
        listed = form.asks_list
        for each in fills:
            for absent in sorted(form.names - set(each.by)):
                yield Finding(
                    code=CODE,
                    message=f"the form `{name}` differs by `{absent}`, and no column of `{each.table}` is said for it",
                    where=declared.in_map("forms", name),
                    why=_WHY,
                    hint=did_you_mean(absent, each.by, none=f"add `by: {{{absent}: {absent}}}`"),
                )
            if listed != (each.list_ is not None):
                yield Finding(
                    code=CODE,
                    message=f"the form `{name}` takes something as `listed`, and `{each.table}` has no list for it"
                    if listed
                    else f"the form `{name}` has a list in `{each.table}`, and takes nothing as `listed`",
                    where=declared.in_map("forms", name),
                    why=_WHY,
                    hint="add `list: {table: plan_field, field: category, is: takes}`"
                    if listed
                    else "leave `list` out, or take a category as `listed`",
                )
