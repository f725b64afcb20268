"""A purpose rests on its basis, and its window shows just the columns that it uses, in the rows that are its own."""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.kept_by import Argument, takes
from troth.policy.model import Basis, Purpose
from troth.postgres.objects import Grant, Schema, View
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.reach import Door, door_of, unguarded

KIND = "purpose"
ARGUMENT = takes("purpose")
NOTHING = "false"
"""The condition of a row policy where a window shows a table and can never show a row of it."""


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """Its basis, the columns of its views, its rights, its row policies, and what they ask for."""
    for name in argument.all("purpose"):
        purpose, door = look.compiled.policy.purposes[name], door_of(look, name)
        yield _basis(name, purpose)
        yield _columns(look, door)
        yield _rights(look, door)
        yield from _rows(look, door, purpose)


def _basis(name: str, purpose: Purpose) -> Evidence:
    behind = {Basis.LEGAL_OBLIGATION: purpose.law, Basis.LEGITIMATE_INTEREST: purpose.interest}.get(purpose.basis)
    said = purpose.basis.replace("_", " ") + (f" ({behind})" if behind else "")
    return Evidence(kept=True, says=f"`{name}` rests on {said}", how="the policy that is in force", count=1)


def _columns(look: Look, door: Door) -> Evidence:
    wanted = {table.relation.name: list(table.shown) for table in door.window.tables.values()}
    live = {row["name"]: row["columns"] for row in look.rows("proof view columns", {"schema": door.schema})}
    wrong = sorted(name for name in wanted.keys() | live.keys() if wanted.get(name) != live.get(name))
    count = sum(map(len, live.values()))
    says = f"not as compiled: {', '.join(wrong)}" if wrong else f"{len(live)} views with the {count} columns it may see"
    return Evidence(kept=not wrong, says=says, how=f"pg_attribute of schema {door.schema}", count=count)


def _rights(look: Look, door: Door) -> Evidence:
    wrong = [str(change) for change in look.changes if _about(change.wanted or change.live, door)]
    says = "; ".join(wrong) if wrong else f"the rights of {door.role} and {door.sees} are as compiled"
    wanted = [grant for grant in look.compiled.objects.only(Grant) if grant.grantee in (door.role, door.sees)]
    return Evidence(kept=not wrong, says=says, how="every grant and view, live against compiled", count=len(wanted))


def _about(item: object, door: Door) -> bool:
    if isinstance(item, Grant):
        return item.grantee in (door.role, door.sees) or item.path[0] == door.schema
    if isinstance(item, View):
        return item.relation.schema == door.schema
    return isinstance(item, Schema) and item.name == door.schema


def _rows(look: Look, door: Door, purpose: Purpose) -> Iterator[Evidence | Unproved]:
    guarded = {table.relation: table for table in door.window.tables.values() if not table.table.plain}
    wrong = unguarded(look, frozenset(guarded), frozenset({door.sees}))
    if wrong:
        yield Evidence(kept=False, says="; ".join(wrong), how="pg_policy, live against compiled", count=len(wrong))
    asks = "consent_" if purpose.basis is Basis.CONSENT else "hidden_"
    texts = [row for row in look.rows("proof policy texts", {"role": door.sees}) if row["command"] == "select"]
    own = f"'{door.window.purpose}'"
    without = [f"{row['schema']}.{row['name']}" for row in texts if not _asks(row["condition"], asks, own)]
    missing = sorted({str(name) for name in guarded} - {_short(row["schema"], row["name"]) for row in texts})
    if not guarded:
        yield Unproved(says=f"the window of {door.window.name} shows no personal table")
        return
    what = "a consent" if asks == "consent_" else "endings, objections and restrictions"
    says = (
        f"rows are shown without asking for {what}: {', '.join([*without, *missing])}"
        if without or missing
        else f"each of its {len(texts)} tables asks for {what} before it shows a row"
    )
    yield Evidence(kept=not (without or missing), says=says, how=f"pg_policies of {door.sees}", count=len(texts))


def _asks(condition: str, table: str, purpose: str) -> bool:
    """Whether a condition looks at standing, for this purpose by name. One that shows nothing need not ask."""
    return condition == NOTHING or (table in condition and purpose in condition)


def _short(schema: str, name: str) -> str:
    return name if schema == "public" else f"{schema}.{name}"
