"""How a tour of a running company is shown: titles, queries with their answers, refusals in red."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from psycopg.rows import dict_row
from rich.console import Console
from rich.table import Table
from rich.text import Text

from troth.client import Troth
from troth.errors import NotForThisPurpose

MOST_ROWS = 5
LONGEST = 60


class Show:
    """Prints the steps of a tour."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def title(self, words: str) -> None:
        self.console.print()
        self.console.rule(Text(words, style="bold"), align="left")

    def say(self, words: str) -> None:
        self.console.print(Text(f"  {words}", style="italic"))

    def value(self, value: object, *, lines: int | None = None) -> None:
        """Anything that prints well; the first lines of it, if a number is given."""
        said = str(value).split("\n")
        self.console.print(Text("\n".join(said[:lines])))
        if lines is not None and len(said) > lines:
            self.console.print(Text(f"  ... and {len(said) - lines} lines more", style="dim"))

    def query(self, troth: Troth, purpose: str, query: str, *parameters: Any) -> None:
        """A query of one purpose and its answer, or why it was refused."""
        shown = re.sub(r"%s", lambda _: str(parameters[0]) if parameters else "%s", query)
        self.console.print(Text(f"{purpose}> ", style="bold cyan") + Text(f"{shown};"))
        try:
            with troth.purpose(purpose, actor="demo") as db, db.cursor(row_factory=dict_row) as cursor:
                rows = cursor.execute(query, parameters).fetchall()
        except NotForThisPurpose as refused:
            self.console.print(Text(str(refused), style="red"))
            return
        if len(rows) == 1:
            self.console.print(_record(rows[0]))
        else:
            self.console.print(_table(rows) if rows else Text("  (no rows)", style="dim"))


def _record(row: dict[str, Any]) -> Table:
    """One row, a line for each column."""
    table = Table(show_header=False, show_edge=False, box=None, pad_edge=True)
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    for name, value in row.items():
        table.add_row(name, _short(value))
    return table


def _table(rows: list[dict[str, Any]]) -> Table:
    table = Table(show_edge=False, pad_edge=True, header_style="dim")
    for name in rows[0]:
        table.add_column(name, overflow="fold")
    for row in rows[:MOST_ROWS]:
        table.add_row(*(_short(value) for value in row.values()))
    if len(rows) > MOST_ROWS:
        table.caption = f"and {len(rows) - MOST_ROWS:,} more"
    return table


def _short(value: Any) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    text = "" if value is None else " ".join(str(value).split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
