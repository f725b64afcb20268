"""Whatever is broken, the promises that speak of it turn broken: a mutation that nothing notices is a hole."""

from __future__ import annotations

from pathlib import Path

import pytest

from mutations.breaks import MUTATIONS, NOTICED, RUNNING, Mutation
from mutations.page import PAGE, known, written
from mutations.played import SOURCE, TESTS
from mutations.source import MISTAKES
from mutations.systems import OPENING, PROMISES, Systems
from troth.verify.evidence import Status

ALL = [mutation for group in MUTATIONS.values() for mutation in group]
FEWEST = 60


def test_there_are_enough_and_each_is_noticed_by_some_promise() -> None:
    assert len(RUNNING) >= FEWEST
    assert {mutation.name for mutation in RUNNING} == set(NOTICED)
    assert len({mutation.name for mutation in ALL}) == len(ALL)
    assert all(NOTICED.values())
    assert {promise for noticed in NOTICED.values() for promise in noticed} <= {*PROMISES, "walls-1"}


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == written(), "run tests/mutations/page.py"


def test_what_was_run_is_what_must_be_noticed() -> None:
    """What is known of a run says of no mutation that nothing noticed it, or not the promise that speaks of it."""
    holes = {name: set(NOTICED[name]) - set(noticed) for name, noticed in known().items() if name in NOTICED}
    assert not {name: missed for name, missed in holes.items() if missed}
    assert set(known()) <= {mutation.name for mutation in ALL}
    by_tests = {each.name: known().get(each.name) for each in MISTAKES}
    assert not {name: by for name, by in by_tests.items() if not by or not set(by) <= set(TESTS)}


@pytest.mark.parametrize("mutation", MISTAKES, ids=lambda mutation: mutation.name)
def test_a_mistake_fits_the_source(mutation: Mutation, tmp_path: Path) -> None:
    """It is made in one place, and what comes of it is a program still."""
    mistake = mutation.source
    assert mistake is not None
    right = (SOURCE / mistake.file).read_text("utf-8")
    assert right.count(mistake.right) == 1
    copy = tmp_path / mistake.file
    copy.parent.mkdir(parents=True)
    copy.write_text(right, "utf-8")
    mistake.make(tmp_path)
    assert copy.read_text("utf-8") != right
    if copy.suffix == ".py":
        compile(copy.read_text("utf-8"), mistake.file, "exec")


@pytest.mark.slow
@pytest.mark.parametrize("name", OPENING)
def test_a_system_is_sound_before_it_is_broken(systems: Systems, name: str) -> None:
    board = systems.named(name).board()
    unsound = [(p.promise, list(p.reasons())) for p in board.proofs if p.status not in (Status.KEPT, Status.ATTESTED)]
    assert not unsound


@pytest.mark.slow
@pytest.mark.parametrize("mutation", RUNNING, ids=lambda mutation: mutation.name)
def test_a_mutation_is_noticed(systems: Systems, mutation: Mutation) -> None:
    noticed = NOTICED[mutation.name]
    board = systems.of(mutation).board(mutation, noticed)
    missed = [name for name in noticed if board.proof(name).status is not Status.BROKEN]
    assert not missed, f"{mutation.name}: not noticed by {', '.join(missed)}, a hole in the proofs"
