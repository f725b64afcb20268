"""Nothing is unmapped: every table and every column of the company's schemas has a meaning in the data map."""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.kept_by import Argument, takes
from troth.verify.evidence import Evidence
from troth.verify.look import Look

KIND = "unmapped"
ARGUMENT = takes(one_of=("nothing",))


def prove(look: Look, argument: Argument) -> Iterator[Evidence]:
    """Tables and columns of the live catalogue, against tables.yaml."""
    mapped = look.compiled.mapped
    schemas = sorted({relation.schema for relation in mapped.tables})
    left = look.rows("proof columns of schemas", {"schemas": schemas})
    known = {
        (relation.schema, relation.name, name) for relation, table in mapped.tables.items() for name in table.columns
    }
    missing = [
        f"{row['name']}.{row['column']}" for row in left if (row["schema"], row["name"], row["column"]) not in known
    ]
    personal = sum(len(table.personal) for table in look.personal)
    says = (
        f"without a meaning: {', '.join(missing[:5])}" + (f" and {len(missing) - 5} more" if len(missing) > 5 else "")
        if missing
        else f"{len(left)} columns of {len(mapped.tables)} tables, {personal} of them personal, all with a meaning"
    )
    yield Evidence(
        kept=not missing, says=says, how=f"pg_attribute of {', '.join(schemas)}, against tables.yaml", count=len(left)
    )
