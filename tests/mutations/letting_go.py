"""Ways to let a row go wrongly, where some of it is plain once it is let_go."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from psycopg import sql

from integration.company import ASSETS
from mutations.mutation import Mutation, Noticed
from troth.compiler.erasable import let_go
from troth.compiler.erasable.fates import Fate
from troth.compiler.rows import FALSE, Row
from troth.compiler.swept import candidates


def tables() -> dict[str, Any]:
    """The tables of a marketplace in which the address of a signal is plain once it names nobody."""
    found: dict[str, Any] = yaml.safe_load((ASSETS / "privacy" / "tables.yaml").read_text())["tables"]
    found["orders"]["restrict_rows"] = True
    found["fraud_signal"]["columns"]["ip"] = {"holds": "device.ip", "once_unlinked": "plain"}
    return found


def _keeps_its_link(patch: pytest.MonkeyPatch) -> None:
    """The links of a row that is let go are forgotten, and stay as they are."""

    def without_links(fate: Fate, row: Row, zone: str) -> sql.Composable:
        letters = let_go.let_go(fate, row, zone)
        for place, column in enumerate(fate.erasable, start=1):
            if column.name in fate.table.links:
                letters = sql.SQL("overlay({} placing '0' from {})").format(letters, sql.Literal(place))
        return letters

    patch.setattr(candidates, "let_go", without_links)


def _plain_although_linked(patch: pytest.MonkeyPatch) -> None:
    """Nobody asks whether a link has a value."""
    patch.setattr(let_go, "is_linked", lambda *asked: FALSE)


LETTING_GO = (
    Mutation("a row that is let go keeps its link", code=(_keeps_its_link,)),
    Mutation("a row counts as plain although it leads to somebody", code=(_plain_although_linked,)),
)

NOTICED: Noticed = {
    "a row that is let go keeps its link": ("retention-5",),
    "a row counts as plain although it leads to somebody": ("retention-5",),
}
