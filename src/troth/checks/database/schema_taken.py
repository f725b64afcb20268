"""A schema of the company's own that has the name of a window."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.database.where import place
from troth.checks.declared import Declared
from troth.compiler.names import STANDING_SCHEMA, recipient_schema, window_schema
from troth.findings import Finding
from troth.mapped.model import Mapped

CODE = "TR321"
_WHY = "Troth owns the schema of each window, so that nothing else can stand in it"


def check(declared: Declared, mapped: Mapped) -> Iterator[Finding]:
    """A mapped table stands in a schema that a purpose, a recipient or the standing would take."""
    taken = {window_schema(name): f"the window of `{name}`" for name in declared.policy.purposes}
    taken |= {recipient_schema(name): f"the window of `{name}`" for name in declared.policy.recipients}
    taken |= {STANDING_SCHEMA: "the standing"}
    for relation in sorted(mapped.tables):
        if relation.schema in taken:
            yield Finding(
                code=CODE,
                message=f"`{relation}` stands in schema `{relation.schema}`, which {taken[relation.schema]} would take",
                where=place(declared, relation),
                why=_WHY,
                hint="rename the schema, or the purpose or recipient",
            )
