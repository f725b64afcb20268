"""python -m bench.windows.shapes: other ways to write a window's conditions, each put in place of the compiled one."""

from __future__ import annotations

import argparse
import statistics
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from bench.cores import kept_apart
from bench.pages import put
from bench.windows.cases import ASKS, PSYCOPG, plain
from bench.windows.marketplace import Marketplace, Size, build, server
from bench.windows.measure import draw, log_in, worked
from troth.compiler.live.live import Live
from troth.compiler.names import fit
from troth.compiler.rows import Row, either
from troth.mapped.model import Happening, Owner
from troth.policy.period import Clock, Period
from troth.postgres.catalogue import Relation

HERE = Path(__file__).parent
Connection = psycopg.Connection[Any]
MEASURED = ("a member by key", "a page: the 20 last orders", "count all members", "count all orders")
ROUNDS, CALLS = 9, 40
PURPOSES = ("account", "newsletter")
BITS = {"account": 1, "newsletter": 4}


@dataclass(frozen=True)
class Looked(Live):
    """Hidden people always looked up, never hashed."""

    def not_hidden(self, row: Row, owner: Owner, scopes: tuple[str, ...], *, by_row: bool = False) -> sql.Composable:
        return super().not_hidden(row, owner, scopes, by_row=True)


@dataclass(frozen=True)
class Hashed(Live):
    """Hidden people always hashed."""

    def not_hidden(self, row: Row, owner: Owner, scopes: tuple[str, ...], *, by_row: bool = False) -> sql.Composable:
        return self.who(
            "{who} not in (select subject from troth.hidden_member where scope in ({scopes}) and until is null)",
            row, owner, scopes=sql.SQL(", ").join(map(sql.Literal, scopes)),
        )  # fmt: skip

    def who(self, text: str, row: Row, owner: Owner, **parts: sql.Composable) -> sql.Composable:
        """A condition about the person whom a row's own columns name."""
        someone = self.rows.person(row, owner)
        return sql.SQL(text).format(who=someone.end[0], **parts)


@dataclass(frozen=True)
class Partial(Hashed):
    """One scope for each look-up, so that a partial index answers it."""

    def not_hidden(self, row: Row, owner: Owner, scopes: tuple[str, ...], *, by_row: bool = False) -> sql.Composable:
        text = (
            "not exists (select from troth.hidden_member as _x where _x.subject = {who} and _x.scope = {scope}"
            " and (_x.until is null or troth.still(_x.until)))"
        )
        return self.who(text, row, owner, scope=sql.Literal(scopes[0]))


@dataclass(frozen=True)
class Bits(Hashed):
    """What is hidden and consented to as bits, one row for each person."""

    def not_hidden(self, row: Row, owner: Owner, scopes: tuple[str, ...], *, by_row: bool = False) -> sql.Composable:
        if scopes[0] not in BITS or self.policy.purposes[scopes[0]].basis == "consent":
            return sql.SQL("true")  # asked together with the consent
        text = "not exists (select from troth.bits_member as _x where _x.subject = {who} and _x.hidden & {bit} <> 0)"
        return self.who(text, row, owner, bit=sql.Literal(BITS[scopes[0]]))

    def consented(self, row: Row, owner: Owner, purpose: str) -> sql.Composable:
        text = (
            "exists (select from troth.bits_member as _x where _x.subject = {who} and _x.consented & {bit} <> 0"
            " and _x.hidden & {bit} = 0 offset 0)"
        )
        return self.who(text, row, owner, bit=sql.Literal(BITS[purpose]))


@dataclass(frozen=True)
class Gated(Live):
    """A question beside each look-up that costs the planner something, even where the table is empty."""

    def looked_up(self, word: str, row: Row, owner: Owner, conditions: Any) -> Any:
        return super().looked_up(word, row, owner, [sql.SQL("troth.clock() > 'epoch'"), *conditions])


@dataclass(frozen=True)
class Inline(Live):
    """The clock as a plain expression, without a sub-select."""

    def _since(self, clock: Clock, to: Relation, base_type: str, other: Row) -> sql.Composable:
        text = super()._since(clock, to, base_type, other).as_string()
        return sql.SQL(text.replace("(select ", "(", 1))


@dataclass(frozen=True)
class Constant(Live):
    """The clock as a moment that was worked out when the policy was applied."""

    def _since(self, clock: Clock, to: Relation, base_type: str, other: Row) -> sql.Composable:
        return sql.Literal(datetime.now(UTC) - timedelta(days=_days(clock)))


@dataclass(frozen=True)
class Rough(Live):
    """First a moment that is certainly late enough, in hours, which need no calendar; the exact one only after it."""

    def _not_over(self, clock: Clock, event: Happening, other: Row) -> sql.Composable:
        exact = super()._not_over(clock, event, other)
        days = _days(clock) - 3
        if days < 1 or event.column is None:
            return exact
        hours = sql.Literal(f"{24 * days} hours")
        return either([sql.SQL("{} >= now() - {}::interval").format(other.column(event.column.name), hours), exact])


def _days(clock: Clock) -> int:
    """The period in days, of which a year has at least 365."""
    assert isinstance(clock.period, Period)
    return {"days": 1, "years": 365}[clock.period.unit] * clock.period.count


SHAPES: dict[str, type[Live]] = {
    "as compiled": Live,
    "hidden always looked up": Looked,
    "hidden always hashed": Hashed,
    "hidden by a partial index for each scope": Partial,
    "hidden and consents as bits, a row for each person": Bits,
    "clock without a sub-select": Inline,
    "clock as a constant": Constant,
    "clock in hours first": Rough,
}
IN_THE_ROW = "all of it as one bit in the row"


def main() -> None:
    """Build, put each shape in place in turns, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.windows.shapes", description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--page", type=Path, metavar="FILE", help="put the tables into this page of the documentation")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="troth-bench-") as home, server(Path(home)) as running:
        market = build(Path(home), Size(people=chosen.people, orders=2))
        with kept_apart(running.folder / "data"), psycopg.connect(market.superuser, autocommit=True) as chief:
            chief.execute((HERE / "shapes.sql").read_text())
            chief.execute("vacuum (analyze)")
            found = list(_tables(market, chief))
    print("\n".join(found))
    if chosen.page:
        put(chosen.page, "shapes", found)


def _tables(market: Marketplace, chief: Connection) -> Iterator[str]:
    for purpose in PURPOSES:
        yield from _table(
            market, f"{purpose}, {market.size.people:,} people", purpose, _measured(market, chief, purpose)
        )
    chief.execute("truncate troth.hidden_member")
    chief.execute("vacuum (analyze) troth.hidden_member")
    empty = {"as compiled": Live, "with a question that costs the planner something": Gated}
    title = f"account, {market.size.people:,} people, nobody hidden"
    yield from _table(market, title, "account", _measured(market, chief, "account", empty))


def _table(market: Marketplace, title: str, purpose: str, times: Mapping[str, Mapping[str, float]]) -> Iterator[str]:
    yield from (f"**{title}**", "", f"| shape | {' | '.join(MEASURED)} |", "|---|" + "---:|" * len(MEASURED))
    for shape, of in times.items():
        yield f"| {shape} | {' | '.join(_readable(of[ask]) for ask in MEASURED)} |"
    yield ""


def _readable(microseconds: float) -> str:
    return f"{microseconds:.0f} µs" if microseconds < 1000 else f"{microseconds / 1000:.1f} ms"


def _measured(
    market: Marketplace, chief: Connection, purpose: str, shapes: Mapping[str, type[Live]] = SHAPES
) -> dict[str, dict[str, float]]:
    """Microseconds of the server's processor time for each shape and statement: the median of the rounds."""
    rounds: dict[str, dict[str, list[float]]] = {}
    for _ in range(ROUNDS):
        for shape in ("bare", *shapes, *([IN_THE_ROW] if shapes is SHAPES else [])):
            if shape != "bare":
                _put_in_place(market, chief, purpose, shapes.get(shape))
            with log_in(market.owner if shape == "bare" else market.windows[purpose]) as connection:
                for ask in (ask for ask in ASKS if ask.name in MEASURED):
                    taken = _taken(connection, plain(ask).format_map(PSYCOPG), market.size, few=ask.group == "scan")
                    rounds.setdefault(shape, {}).setdefault(ask.name, []).append(taken)
    _put_in_place(market, chief, purpose, Live)
    return {shape: {ask: statistics.median(each) for ask, each in of.items()} for shape, of in rounds.items()}


def _put_in_place(market: Marketplace, chief: Connection, purpose: str, shape: type[Live] | None) -> None:
    """Each table's policy for reading, as this shape writes it; without one, a bit of the row."""
    compiled = market.compiled
    role = compiled.names.sees(purpose)
    for table in compiled.window(purpose).tables.values():
        live = shape(compiled.policy, compiled.mapped, by_row=True) if shape else None
        condition = live.visible(table, purpose) if live else sql.SQL("standing & {} = 0").format(BITS[purpose])
        if table.relation.name in ("member", "orders"):
            text = "alter policy {} on {} using ({})"
            names = (sql.Identifier(fit(f"{role}_select")), sql.Identifier(table.relation.name))
            chief.execute(sql.SQL(text).format(*names, condition))


def _taken(connection: Connection, text: str, size: Size, *, few: bool) -> float:
    """A statement's processor time in the server, planned before."""
    for _ in range(1 if few else 8):
        connection.execute(text, draw(size)).fetchall()
    calls = 1 if few else CALLS
    before = worked(connection)
    for _ in range(calls):
        connection.execute(text, draw(size)).fetchall()
    after = worked(connection)
    if before is None or after is None:
        raise SystemExit("this system does not tell the processor time of a process")
    return (after - before) / 1000 / calls


if __name__ == "__main__":
    main()
