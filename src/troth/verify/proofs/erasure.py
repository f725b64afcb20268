"""What a person asks to have erased is gone, but for what is still needed, and the answer names that."""

from __future__ import annotations

from collections.abc import Iterator

from troth.erasure.staying import PLAIN
from troth.policy.kept_by import Argument, takes
from troth.policy.model import Basis
from troth.verify.canary.erasing import Erased, erased
from troth.verify.canary.meeting import canary_of
from troth.verify.canary.sweeping import Cell
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look

KIND = "erasure"
EVERYTHING, CHILD = "everything", "a child"
ARGUMENT = takes("category", one_of=(EVERYTHING, CHILD), part="category")
NEEDS = "canary"

HOW = "erased, then looked for as the tables' owner"


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """Each canary is erased, whole or (`part`) of a category alone: cells, windows, tables, the ledger, the answer."""
    canary = canary_of(look)
    if isinstance(canary, Unproved):
        yield canary
        return
    policy, asked, part = look.compiled.policy, argument.all("category"), argument.all("part")
    child = CHILD in asked
    wanted = frozenset(policy.categories) if EVERYTHING in asked or child else policy.categories_of(asked or part)
    found = 0
    for person in canary.people():
        done = erased(look, canary, person, part=part, child=child)
        if isinstance(done, Evidence):
            found += 1
            yield done
            continue
        for each in _shown(look, done, wanted, whole=not part, child=child):
            found += 1
            yield each
    if not found:
        yield Unproved(says="the canary has nothing of it")


def _shown(look: Look, done: Erased, wanted: frozenset[str], *, whole: bool, child: bool) -> Iterator[Evidence]:
    """What was seen of one person; nothing where nothing of it was theirs."""
    tables = look.compiled.mapped.tables
    cells = {cell for cell in done.cells if tables[cell.table].columns[cell.column].category in wanted}
    if not cells:
        return
    yield _cells(done, len(cells), sorted(str(cell) for cell in cells & done.left if not _named(done, cell)), cells)
    left = [str(each) for each in done.again]
    says = f"a second erasure would still {left[0]}" if left else "a second erasure finds nothing left"
    yield Evidence(kept=not left, says=says, how="decided again", count=len(left))
    says = "it is in the ledger" if done.entered else "it is not in the ledger"
    yield Evidence(kept=done.entered, says=says, how="troth.ledger_entry", count=int(done.entered))
    if whole:
        yield _unseen(done)
        yield from _nothing_left(done)
    if child:
        yield _ahead_of_others(look, done)


def _named(done: Erased, cell: Cell) -> bool:
    """Whether the answer names a cell that stays."""
    return any(each.table == cell.table and cell.column in each.columns for each in done.receipt.stays)


def _cells(done: Erased, count: int, silent: list[str], cells: set[Cell]) -> Evidence:
    who, kept = done.person.name, len(cells & done.left)
    reasons = sorted({each.name or each.why or each.sort for each in done.receipt.stays if each.sort != "another"})
    stay = f", and {kept} stay for {', '.join(reasons)}, as the answer says" if kept else ""
    says = (
        f"still there, and the answer does not say so: {', '.join(dict.fromkeys(silent))} of `{who}`"
        if silent
        else f"of {count} cells of `{who}`, {count - kept} are gone{stay}"
    )
    return Evidence(kept=not silent, says=says, how=HOW, count=count)


def _unseen(done: Erased) -> Evidence:
    """No purpose that has ended sees a row that was the person's."""
    seeing = [f"{name} ({sight})" for name, sight in done.seen.items() if sight.count]
    says = (
        f"still seen by {', '.join(seeing)}"
        if seeing
        else f"none of the {len(done.seen)} purposes that ended sees a row"
    )
    return Evidence(kept=not seeing, says=says, how="set role, count their rows", count=len(done.seen))


def _nothing_left(done: Erased) -> Iterator[Evidence]:
    """Where nothing stays: no table knows the person any more."""
    if done.searched:
        where = f"`{done.person.name}` is still in {', '.join(done.tables)}"
        says = where if done.tables else f"nothing of `{done.person.name}` is left"
        yield Evidence(kept=not done.tables, says=says, how="every table searched for their key", count=done.searched)


def _ahead_of_others(look: Look, done: Erased) -> Evidence:
    """A child's data stays for a named law alone: no contract waits, and no claim holds it."""
    purposes, holds = look.compiled.policy.purposes, look.compiled.policy.holds
    lawful = {name for name, purpose in purposes.items() if purpose.basis is Basis.LEGAL_OBLIGATION}
    lawful |= {name for name, hold in holds.items() if hold.ground == "law"}
    named = {each.name or each.sort for each in done.receipt.stays if each.sort not in ("another", "file", PLAIN)}
    wrong = sorted(named - lawful)
    only = f"only for a named law: {', '.join(sorted(named))}" if named else "nothing"
    first = sum(each.rows for each in done.receipt.stays if each.sort == "file")
    only += f"; {first} files elsewhere go first, as tasks" if first else ""
    says = f"a child's data stays for {', '.join(wrong)}" if wrong else f"of a child's data stays {only}"
    return Evidence(kept=not wrong, says=says, how="the receipt of the erasure", count=len(done.receipt.stays))
