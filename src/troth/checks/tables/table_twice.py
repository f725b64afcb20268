"""One table under two names."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding

CODE = "TR217"
_WHY = "only one of the two could hold"


def check(declared: Declared) -> Iterator[Finding]:
    """Two keys mean one table, or two links one column: `orders` and `public.orders`."""
    for part in ("tables", "links"):
        written: dict[tuple[str, ...], str] = {}
        for key in declared.map_source.value.get(part) or ():
            full = tuple(key.split("."))
            full = full if len(full) == (2 if part == "tables" else 3) else ("public", *full)
            if full in written:
                yield Finding(
                    code=CODE,
                    message=f"`{written[full]}` and `{key}` are the same {'table' if part == 'tables' else 'column'}",
                    where=declared.in_map(part, key),
                    why=_WHY,
                    hint="write it once; a name without a schema is in `public`",
                )
            written.setdefault(full, key)
