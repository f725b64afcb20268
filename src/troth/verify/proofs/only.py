"""Nothing but what is listed: purposes of these bases, a category for these purposes or these recipients alone."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.checks.arguments import NONE
from troth.compiler.names import recipient_schema
from troth.compiler.rows import qualified
from troth.policy.categories import covers
from troth.policy.kept_by import Argument, takes
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.reach import Cell, cells_of, doors, named
from troth.verify.trying import refusal

KIND = "only"
ARGUMENT = takes(
    bases="basis",
    purposes="purpose",
    recipients="recipient or none",
    categories="category",
    aggregates="recipient",
    staff="staff",
    of="category",
)


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """`bases`: every purpose (that uses `of`) rests on one of them. `purposes`, `recipients`: no other window shows
    `of`. `categories`: no column holds anything else. `aggregates`: these recipients get counts of people alone.
    `recipients: none`: no recipient at all. `staff`: nobody else may work for a purpose that shows `of`."""
    of = argument.all("of")
    within = look.compiled.policy.categories_of(of) if of else frozenset(look.compiled.policy.categories)
    cells = cells_of(look, within)
    if not cells:
        yield Unproved(says="no column holds what this speaks of")
        return
    if argument.all("bases"):
        yield _bases(look, cells, argument.all("bases"))
    if argument.all("purposes"):
        yield _windows(look, cells, argument.all("purposes"), recipients=False)
    if argument.all("recipients"):
        yield _windows(look, cells, argument.all("recipients"), recipients=True)
        if NONE in argument.all("recipients"):
            yield _never_left(look, within)
    if argument.all("categories"):
        yield _categories(look, argument.all("categories"))
    for name in argument.all("aggregates"):
        yield _counts(look, name)
    if argument.all("staff"):
        yield _staff(look, cells, argument.all("staff"))


def _showing(look: Look, cells: tuple[Cell, ...], *, recipients: bool) -> dict[str, list[str]]:
    """What each live window of a purpose (or a recipient) shows of these columns, through views of whatever name."""
    found: dict[str, list[str]] = {}
    by_door = {(door.schema, door.role): door for door in doors(look)}
    for cell in cells:
        for row in look.rows("proof column views", named((cell,))):
            door = by_door.get((row["schema"], row["role"]))
            if door is not None and (door.window.recipient is not None) is recipients:
                seen = found.setdefault(door.window.recipient or door.window.purpose, [])
                seen.append(str(cell))
    return found


def _bases(look: Look, cells: tuple[Cell, ...], bases: tuple[str, ...]) -> Evidence:
    showing = _showing(look, cells, recipients=False)
    wrong = [
        f"{name} ({basis})" for name in showing if (basis := look.compiled.policy.purposes[name].basis) not in bases
    ]
    says = (
        f"also seen on another basis: {', '.join(wrong)}"
        if wrong
        else f"seen by {len(showing)} purposes, all of them on {' or '.join(bases)}"
    )
    return Evidence(
        kept=not wrong, says=says, how="the views of every window, and the policy in force", count=len(showing)
    )


def _windows(look: Look, cells: tuple[Cell, ...], allowed: tuple[str, ...], *, recipients: bool) -> Evidence:
    showing = _showing(look, cells, recipients=recipients)
    wrong = [f"{name} ({', '.join(seen)})" for name, seen in showing.items() if name not in allowed]
    who = "recipients" if recipients else "purposes"
    says = (
        f"also seen by {'; '.join(wrong)}"
        if wrong
        else f"of all {who}, only {', '.join(sorted(showing)) or 'none'} see it"
    )
    return Evidence(kept=not wrong, says=says, how="pg_attribute of every window's views", count=len(doors(look)))


def _never_left(look: Look, within: frozenset[str]) -> Evidence:
    """No release to anybody is on the record."""
    row = look.rows("proof releases of", {"categories": sorted(within)})[0]
    says = f"it left in {row['some']} releases" if row["some"] else f"it left in none of {row['all']} releases"
    return Evidence(kept=not row["some"], says=says, how="troth.disclosure, by category", count=row["all"])


def _categories(look: Look, allowed: tuple[str, ...]) -> Evidence:
    others = [
        f"{table.relation}.{column.name} ({column.category})"
        for table in look.personal
        for column in table.personal
        if not any(covers(pattern, column.category or "") for pattern in allowed)
    ]
    count = sum(len(table.personal) for table in look.personal)
    says = f"also held: {', '.join(others[:5])}" if others else f"all {count} personal columns hold one of them"
    return Evidence(
        kept=not others, says=says, how="the data map over the live catalogue, nothing unmapped", count=count
    )


def _counts(look: Look, name: str) -> Evidence:
    """A recipient's schema has counting views alone, and its role is refused at every table of rows."""
    role, schema = look.compiled.names.recipient(name), recipient_schema(name)
    views = {row["name"] for row in look.rows("proof view columns", {"schema": schema})}
    more = sorted(views - look.compiled.mapped.aggregates.keys())
    more += [
        str(table.relation)
        for table in look.personal
        if refusal(look, role, sql.SQL("select 1 from {} limit 1").format(qualified(table.relation))) is None
    ]
    says = (
        f"`{name}` also sees {', '.join(more)}" if more else f"`{name}` sees {len(views)} views of counts, and no row"
    )
    return Evidence(
        kept=not more, says=says, how=f"pg_class of schema {schema}, and set role", count=len(look.personal)
    )


def _staff(look: Look, cells: tuple[Cell, ...], allowed: tuple[str, ...]) -> Evidence:
    """Who may become the window of a purpose that shows it, but for these roles, the gate and who is not bound."""
    names, showing = look.compiled.names, _showing(look, cells, recipients=False)
    windows = {names.window(purpose) for purpose in showing}
    free = {names.gate, *(names.staff(staff) for staff in allowed)}
    may = {(m.role, m.member) for m in look.roles.members if m.role in windows and m.usable}
    wrong = sorted(f"{who} ({window})" for window, who in may if who not in free and not look.roles.unbound(who))
    says = (
        f"also open to {', '.join(wrong)}"
        if wrong
        else f"of {len(windows)} windows that show it, people may work for none but as {' or '.join(allowed)}"
    )
    return Evidence(kept=not wrong, says=says, how="pg_auth_members, of every window", count=len(may))
