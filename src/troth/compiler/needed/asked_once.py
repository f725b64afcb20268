"""What a statement asks about everybody, such as whether anybody is restricted at all: asked in one place, however many
conditions hang on it. Of one person's few rows, asking it anew for each condition takes longer than all the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from psycopg import sql

_ASKED = sql.Identifier("troth asked")


@dataclass(frozen=True)
class AskedOnce:
    """The questions of one statement, gathered while it is put together."""

    asked: dict[str, sql.Composable] = field(default_factory=dict)

    def ask(self, says: sql.Composable) -> sql.Composable:
        """The answer to a question that is the same for all rows."""
        text = says.as_string(None)
        self.asked.setdefault(text, says)
        return sql.SQL("(select {} from {})").format(_name(list(self.asked).index(text)), _ASKED)

    def parts(self) -> Iterator[sql.Composable]:
        """The part of the statement in which all is asked, if anything is. To be made last, and to stand first."""
        if self.asked:
            shown = (sql.SQL("{} as {}").format(says, _name(n)) for n, says in enumerate(self.asked.values()))
            yield sql.SQL("{} as materialized (select {})").format(_ASKED, sql.SQL(", ").join(shown))


def _name(number: int) -> sql.Identifier:
    return sql.Identifier(f"asked {number}")
