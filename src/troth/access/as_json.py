"""A copy as one JSON document, written row by row. Its JSON Schema is shipped with Troth: `troth schema access`."""

from __future__ import annotations

import json
from typing import TextIO

from troth.access.copy import About, TableCopy
from troth.access.reading import TableReading, Tables


def write_json(file: TextIO, about: About, tables: Tables) -> None:
    """Write the head, and then each table with its rows, which are gone through once."""
    head = json.dumps(about.model_dump(mode="json"), ensure_ascii=False, indent=1)
    file.write(head.removesuffix("\n}") + ',\n "tables": [')
    begun = False
    for table in tables:
        begun = _write_table(file, table, begun=begun) or begun
    file.write("\n ]\n}\n")


def _write_table(file: TextIO, table: TableReading | TableCopy, *, begun: bool) -> bool:
    """Write one table unless it turns out to have no rows. Tells whether it did."""
    rows = iter(table.rows)
    row = next(rows, None)
    if row is None:
        return False
    columns = [column.model_dump(mode="json") for column in table.columns]
    head = _line({"person": table.person, "table": table.table, "columns": columns})
    file.write(("," if begun else "") + "\n  " + head.removesuffix("}") + ', "rows": [\n   ' + _line(row))
    for row in rows:
        file.write(",\n   " + _line(row))
    file.write('\n  ], "kept": ' + _line([one.model_dump(mode="json") for one in table.kept]) + "}")
    return True


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
