"""What the company has written, both files together: the value that every check looks at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from troth.documents import Document
from troth.errors import Refused
from troth.findings import Finding, Place
from troth.policy.load import policy_of
from troth.policy.model import Policy
from troth.tables.load import tables_of
from troth.tables.model import ColumnName, DataMap, TableName


@dataclass(frozen=True, kw_only=True)
class Declared:
    """A policy and a data map, with the documents that they were read from."""

    policy: Policy
    policy_source: Document
    data_map: DataMap
    map_source: Document

    def in_policy(self, *keys: str | int) -> Place:
        """Where something is written in policy.yaml."""
        return self.policy_source.place(*keys)

    def in_map(self, *keys: str | int) -> Place:
        """Where something is written in tables.yaml."""
        return self.map_source.place(*keys)

    def in_table(self, table: TableName, *keys: str | int) -> Place:
        """Where something about a table is written, whichever of its names the file uses."""
        written = self.map_source.value["tables"]
        names = (str(table), f"{table.schema}.{table.name}")
        return self.in_map("tables", next((name for name in names if name in written), names[0]), *keys)

    def uses(self, patterns: tuple[str, ...]) -> frozenset[str]:
        """The categories that names and `prefix.*` patterns mean."""
        return self.policy.categories_of(patterns)

    @cached_property
    def holding(self) -> Mapping[str, tuple[ColumnName, ...]]:
        """For each category that some column holds, those columns."""
        columns: dict[str, tuple[ColumnName, ...]] = {}
        for name, table in self.data_map.tables.items():
            for column, said in table.columns.items():
                if not said.plain:
                    columns[said.holds] = (*columns.get(said.holds, ()), ColumnName(name, column))
        return columns

    def owners(self, table: TableName) -> Mapping[str, str]:
        """The owners of a table with their kinds. A subject table's one owner is named like its kind."""
        said = self.data_map.tables.get(table)
        if said is None:
            return {}
        return (
            {said.subject: said.subject} if said.subject else {name: owner.kind for name, owner in said.owners.items()}
        )


def declare(policy: Document, data_map: Document) -> Declared:
    """Both documents as values. Raises Refused with every finding about the form of either."""
    findings: list[Finding] = []
    try:
        promised = policy_of(policy)
    except Refused as refused:
        findings += refused.findings
    try:
        mapped = tables_of(data_map)
    except Refused as refused:
        findings += refused.findings
    if findings:
        raise Refused(*findings)
    return Declared(policy=promised, policy_source=policy, data_map=mapped, map_source=data_map)
