"""What a hold is about is kept, against erasure and sweep, while it stands; and goes when it ends."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.compiler.live.live import Live
from troth.compiler.rows import Row, either, equal, qualified
from troth.policy.kept_by import Argument, takes
from troth.postgres.taken_back import taken_back
from troth.verify.canary.erasing import erased
from troth.verify.canary.meeting import canary_of
from troth.verify.canary.playing import ACTOR, Canary, Played
from troth.verify.canary.sight import held
from troth.verify.canary.sweeping import Cell, cells_of_person, taken_by_sweep
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look

KIND = "hold"
ARGUMENT = takes("hold")
NEEDS = "canary"

FAR = "60 years"
"""Past every period that a policy has, so that nothing but a hold keeps anything."""


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """The canary meets the condition: what it is about outlives every period and an erasure. One set by hand ends."""
    canary = canary_of(look)
    if isinstance(canary, Unproved):
        yield canary
        return
    for name in argument.all("hold"):
        categories = look.compiled.policy.categories_of(look.compiled.policy.holds[name].keeps)
        found = [each for person in canary.people() for each in _of_policy(look, canary, person, name, categories)]
        if not found:
            while_ = look.compiled.policy.holds[name].while_
            yield Unproved(says=f"nobody in canary.yaml meets the condition `{while_}`")
        yield from found
        yield from _by_hand(look, canary, categories)


def _of_policy(
    look: Look, canary: Canary, person: Played, name: str, categories: frozenset[str]
) -> Iterator[Evidence | Unproved]:
    cells = cells_of_person(look, person, held(canary, person), categories)
    about = frozenset(cell for cell in cells if _is_about(look, person, name, cell))
    if not about:
        return
    with taken_back(look.connection):
        canary.later(FAR)
        lost = sorted({str(cell) for cell in about & taken_by_sweep(look, person)})
    says = (
        f"a sweep would take {', '.join(lost)} of `{person.name}` all the same"
        if lost
        else f"when every period is over, the sweep leaves {len(about)} cells of `{person.name}` that `{name}` is about"
    )
    yield Evidence(
        kept=not lost, says=says, how="what nothing needs any more, decided for one person", count=len(about)
    )
    yield _outlives_erasure(look, canary, person, name, about=about)


def _is_about(look: Look, person: Played, name: str, cell: Cell) -> bool:
    """Whether the condition of the hold is met for the row of a cell; asked of the row, not of what keeps it."""
    live = Live(look.compiled.policy, look.compiled.mapped)
    while_ = look.compiled.policy.holds[name].while_
    table = look.compiled.mapped.tables[cell.table]
    row = Row(table.relation.name)
    known = [sql.SQL("{}::text").format(column) for column in row.columns(table.table.primary_key)]
    met = [
        live.met(while_, row, table, owner)
        for owner in table.owners.values()
        if owner.kind == person.kind
        and owner.name in table.columns[cell.column].owners
        and live.condition_reaches(while_, table, owner)
    ]
    if not met:
        return False
    query = sql.SQL("select exists (select from {} where {} and {})").format(
        qualified(table.relation), equal(known, [sql.Literal(part) for part in cell.key]), either(met)
    )
    found = look.connection.execute(query).fetchone()
    return bool(found and found[0])


def _outlives_erasure(look: Look, canary: Canary, person: Played, name: str, *, about: frozenset[Cell]) -> Evidence:
    done = erased(look, canary, person)
    if isinstance(done, Evidence):
        return done
    kept = {(each.table, column) for each in done.receipt.stays if each.name == name for column in each.columns}
    lost = sorted({str(cell) for cell in about if (cell.table, cell.column) not in kept or cell not in done.left})
    says = (
        f"an erasure does not keep {', '.join(lost)} for `{name}`, or does not say so"
        if lost
        else f"an erasure keeps them, and its answer names `{name}`"
    )
    return Evidence(kept=not lost, says=says, how="the receipt of the erasure", count=len(about))


def _by_hand(look: Look, canary: Canary, categories: frozenset[str]) -> Iterator[Evidence]:
    """A hold that somebody sets on one person keeps the same categories, until it is released."""
    for person in canary.people():
        with taken_back(look.connection):
            cells = cells_of_person(look, person, held(canary, person), categories)
            subject = canary.subject(person)
            canary.later(FAR)
            free = cells & taken_by_sweep(look, person)
            if not free:
                continue
            set_ = subject.hold(sorted(categories), because=ACTOR, ground="claims", actor=ACTOR)
            lost = sorted({str(cell) for cell in free & taken_by_sweep(look, person)})
            says = (
                f"a hold set by hand does not keep {', '.join(lost)}"
                if lost
                else f"a hold set by hand keeps {len(free)} cells"
            )
            yield Evidence(kept=not lost, says=f"{says} of `{person.name}`", how="desk, then decided", count=len(free))
            subject.release(set_.id or 0, actor=ACTOR)
            left = free - taken_by_sweep(look, person)
            says = (
                f"after it is released, {len(left)} cells stay"
                if left
                else "after it is released, the sweep would take them"
            )
            yield Evidence(kept=not left, says=says, how="desk, then decided", count=len(free))
            return
