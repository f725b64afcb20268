"""A form that only one of the two files knows."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, did_you_mean

CODE = "TR222"
_WHY = "what a form may take is law, the tables it fills are the schema: both are needed to hold anyone to it"


def check(declared: Declared) -> Iterator[Finding]:
    """A form of the policy without tables, tables for a form that is not there, or a table that is not mapped."""
    policy, data_map = declared.policy, declared.data_map
    for name in policy.forms:
        if name not in data_map.forms:
            yield Finding(
                code=CODE,
                message=f"tables.yaml does not say which table the form `{name}` fills",
                where=declared.in_policy("forms", name),
                why=_WHY,
                hint=f"add `forms: {{{name}: {{table: member}}}}` to tables.yaml",
            )
    for name, fills in data_map.forms.items():
        if name not in policy.forms:
            yield Finding(
                code=CODE,
                message=f"the policy has no form `{name}`",
                where=declared.in_map("forms", name),
                why=_WHY,
                hint=did_you_mean(name, policy.forms, none="add it under `forms:` of policy.yaml"),
            )
        for each in fills:
            table = data_map.tables.get(each.table)
            if table is None or table.plain:
                yield Finding(
                    code=CODE,
                    message=f"the form `{name}` fills `{each.table}`, which is no table with personal data",
                    where=declared.in_map("forms", name),
                    why=_WHY,
                    hint=did_you_mean(str(each.table), [str(n) for n, t in data_map.tables.items() if not t.plain]),
                )
