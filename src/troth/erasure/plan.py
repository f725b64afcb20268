"""What an erasure would do, as a value: what goes, what stays, for which purpose or hold, and until when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from troth.elsewhere import Outside
from troth.postgres.catalogue import Relation
from troth.retention.decision import Gone


@dataclass(frozen=True, kw_only=True)
class Ended:
    """What a request changes in what holds for the person, before any data goes."""

    purposes: tuple[str, ...] = ()
    """Purposes that end, the withdrawn ones among them."""
    withdrawn: tuple[str, ...] = ()
    """Consents that are withdrawn."""
    lifted: tuple[int, ...] = ()
    """The numbers of restrictions that are lifted."""
    released: tuple[int, ...] = ()
    """The numbers of holds that do not stand against a child's erasure."""

    @property
    def nothing(self) -> bool:
        return self == Ended()

    def to_json(self) -> dict[str, object]:
        return {
            "ends": list(self.purposes),
            "withdraws": list(self.withdrawn),
            "lifts": list(self.lifted),
            "releases": list(self.released),
        }


@dataclass(frozen=True, kw_only=True, order=True)
class Staying:
    """Cells of one table that stay, and one thing for which they do."""

    table: Relation
    columns: tuple[str, ...]
    rows: int
    sort: str
    """purpose, hold, held person, held row, restriction, objection; or `another`: another person in the same row,
    `nobody`: a part in it that nobody has, such as the seller of an order that has none yet, `plain`: no link leads
    from the row to anybody any more."""
    name: str
    """The purpose or hold, if it has a name."""
    why: str
    """The ground in words: the law, why a contract waits, the reason of a hold."""
    until: date | None = None
    """The last day for the last of these rows; None if it depends on what happens."""

    def __str__(self) -> str:
        cells = ", ".join(f"{self.table}.{column}" for column in self.columns)
        rows = f"{self.rows} row{'s' if self.rows > 1 else ''}"
        named = f"{self.name} ({self.why})" if self.name and self.why else self.name or self.why
        end = f", until {self.until}" if self.until else ""
        return f"{cells} in {rows}: {named}{end}"

    def to_json(self) -> dict[str, object]:
        return {
            "table": str(self.table),
            "columns": list(self.columns),
            "rows": self.rows,
            "for": self.sort,
            "name": self.name or None,
            "why": self.why,
            "until": self.until.isoformat() if self.until else None,
        }


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How much goes: whole rows by table, and cells by column in rows that stay."""

    rows: tuple[tuple[str, int], ...]
    cells: tuple[tuple[str, int], ...]
    coarser: tuple[tuple[str, int], ...] = ()
    """Cells of which only a level is needed any more."""

    @classmethod
    def of(cls, gone: Iterable[Gone]) -> Counts:
        rows: dict[str, int] = {}
        cells: dict[str, int] = {}
        coarser: dict[str, int] = {}
        for each in gone:
            if each.deleted:
                rows[str(each.table)] = rows.get(str(each.table), 0) + len(each.rows)
            for column in each.cells:
                name = f"{each.table}.{column}"
                cells[name] = cells.get(name, 0) + len(each.rows)
            for column in each.coarser:
                coarser[f"{each.table}.{column}"] = coarser.get(f"{each.table}.{column}", 0) + len(each.rows)
        return cls(
            rows=tuple(sorted(rows.items())),
            cells=tuple(sorted(cells.items())),
            coarser=tuple(sorted(coarser.items())),
        )

    def lines(self, deleted: str, blanked: str) -> Iterator[str]:
        yield from (f"  {deleted} {count} row{'s' if count > 1 else ''} of {table}" for table, count in self.rows)
        yield from (f"  {blanked} {column} in {count} row{'s' if count > 1 else ''}" for column, count in self.cells)
        yield from (f"  only {column} in {count} row{'s' if count > 1 else ''}" for column, count in self.coarser)

    def to_json(self) -> dict[str, object]:
        less = {"coarser": dict(self.coarser)} if self.coarser else {}
        return {"rows": dict(self.rows), "cells": dict(self.cells), **less}


@dataclass(frozen=True, kw_only=True)
class Erasing:
    """Who is to be erased, and how far: everything, or some categories; `child`: because a child was found."""

    kind: str
    key: tuple[Any, ...]
    """As JSON has it."""
    categories: tuple[str, ...] = ()
    child: bool = False

    def __str__(self) -> str:
        part = f" ({', '.join(self.categories)})" if self.categories else ""
        found = ", found to be a child" if self.child else ""
        return f"{self.kind} {', '.join(map(str, self.key))}{part}{found}"


Seen = Mapping[Relation, str]
"""Of each table the person's rows, a line each: the key, and the transaction that wrote the row, which is another after
any change of it."""


@dataclass(frozen=True, kw_only=True)
class ErasurePlan:
    """Everything that erasing a person would do. `seen` is the state of their rows, by which a change is told."""

    erasing: Erasing
    ended: Ended
    gone: tuple[Gone, ...]
    stays: tuple[Staying, ...]
    seen: Seen
    hides: tuple[tuple[str, Relation], ...] = ()
    """Of a request for a part: purposes that see no more of a table's rows, because a cell there must stay."""
    outside: Outside | None = None
    """Who else hears of it: recipients, and systems outside of the database."""
    deed: Callable[..., Receipt] | None = field(default=None, repr=False, compare=False)

    @property
    def counts(self) -> Counts:
        return Counts.of(self.gone)

    def going(self, table: Relation) -> frozenset[str]:
        """The keys of the rows of a table of which something goes."""
        return frozenset(row for each in self.gone if each.table == table for row in each.rows)

    @property
    def empty(self) -> bool:
        """Nothing would change: the person was erased before."""
        files = self.outside.files if self.outside else ()
        return self.ended.nothing and not (self.gone or self.hides or files)

    def apply(
        self,
        *,
        because: str | None = None,
        request: int | None = None,
        also: Callable[[Any], None] | None = None,
        actor: str | None = None,
        replan: bool = False,
    ) -> Receipt:
        """Do what the plan says, in one transaction, or nothing of it.

        `request` is the verified request that is carried out by it; `because` says why there was none; `also` is what
        else belongs to the same transaction and comes first in it. `replan`: erase what there is now, whatever has
        changed since. Raises Stale (TR730) if the planned rows have changed, Unavailable (TR732) if something came back
        at once, (TR740 to TR743) if the journal cannot be written, Refused (TR761, TR763) if the request is not
        verified or another's.
        """
        assert self.deed is not None
        return self.deed(None if replan else self, because=because, request=request, also=also, actor=actor)

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"erase {self.erasing}"
        if self.empty:
            yield "  nothing is left to erase"
        withdrawn = set(self.ended.withdrawn)
        ends = [f"{name} (consent withdrawn)" if name in withdrawn else name for name in self.ended.purposes]
        yield from [f"  end    {', '.join(ends)}"] if ends else []
        yield from [f"  lift   restriction {', '.join(map(str, self.ended.lifted))}"] if self.ended.lifted else []
        yield from [f"  end    hold {', '.join(map(str, self.ended.released))}"] if self.ended.released else []
        yield from self.counts.lines("delete", "blank ")
        yield from (f"  keep   {each}" for each in self.stays)
        yield from (f"  hide   what stays in {table} from {purpose}" for purpose, table in self.hides)
        yield from (f"  {line}" for line in str(self.outside).splitlines()) if self.outside else []

    def to_json(self) -> dict[str, object]:
        """The plan as plain data."""
        erasing = self.erasing
        return {
            "kind": erasing.kind,
            "key": list(erasing.key),
            "categories": list(erasing.categories),
            "child": erasing.child,
            **self.ended.to_json(),
            **self.counts.to_json(),
            "stays": [each.to_json() for each in self.stays],
            "hides": [{"purpose": purpose, "table": str(table)} for purpose, table in self.hides],
            "outside": self.outside.to_json() if self.outside else None,
        }


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What was erased, and what stays until when: to be given to the person, or kept with their request."""

    erasing: Erasing
    ended: Ended
    counts: Counts
    stays: tuple[Staying, ...]
    at: str
    entry: int | None
    """The number of the entry in the ledger."""
    changed: bool = True
    """False if nothing was left to erase."""
    request: int | None = None
    outside: Outside | None = None
    """Who else has to hear of it, and where data goes by itself."""

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"{self.erasing} was erased on {self.at}" if self.changed else f"{self.erasing}: nothing was left"
        yield from [f"  ended   {', '.join(self.ended.purposes)}"] if self.ended.purposes else []
        yield from self.counts.lines("deleted", "blanked")
        yield from (f"  kept    {each}" for each in self.stays)
        yield from (f"  {line}" for line in str(self.outside).splitlines()) if self.outside else []
        yield from [f"  entry {self.entry} of the ledger"] if self.entry else []

    def to_json(self) -> dict[str, object]:
        """The receipt as plain data."""
        return {
            "kind": self.erasing.kind,
            "key": list(self.erasing.key),
            "categories": list(self.erasing.categories),
            "child": self.erasing.child,
            "changed": self.changed,
            "at": self.at,
            "entry": self.entry,
            **self.ended.to_json(),
            **self.counts.to_json(),
            "stays": [each.to_json() for each in self.stays],
            "request": self.request,
            "outside": self.outside.to_json() if self.outside else None,
        }
