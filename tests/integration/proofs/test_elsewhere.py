"""Other systems: one that is told nothing, or has not done what it was told, breaks the promise."""

from __future__ import annotations

from dataclasses import replace

from proving import Proven
from troth.tables.elsewhere import System
from troth.verify.evidence import Status

OWED = """insert into troth.task (system, what, categories, state, due_at)
          values ('cabinet', 'erase', '[]', '{state}', now() {due})"""


def connected(proven: Proven) -> Proven:
    """The shop with a cabinet, backups, and a place that is told nothing."""
    systems = {
        "cabinet": System(erase="task accounts"),
        "backups": System(gone_after="35 days"),
        "attic": System(access="task accounts"),
    }
    mapped = replace(proven.compiled.mapped, elsewhere=systems)
    data_map = proven.declared.data_map.model_copy(update={"elsewhere": systems})
    compiled, declared = replace(proven.compiled, mapped=mapped), replace(proven.declared, data_map=data_map)
    return replace(proven, compiled=compiled, declared=declared)


def test_it_is_kept(proven: Proven) -> None:
    for system in ("cabinet", "backups"):
        check = connected(proven).check({"elsewhere": system})
        assert check.status is Status.KEPT, check.evidence
    assert "task accounts" in connected(proven).check({"elsewhere": "cabinet"}).evidence[0].says


def test_what_is_told_nothing_breaks_it(proven: Proven) -> None:
    assert connected(proven).check({"elsewhere": "attic"}).status is Status.BROKEN


def test_an_overdue_or_undelivered_task_breaks_it(proven: Proven) -> None:
    for state, due in (("waiting", "- interval '1 day'"), ("failed", "+ interval '1 day'")):
        owed = OWED.format(state=state, due=due)
        assert connected(proven).check({"elsewhere": "cabinet"}, owed).status is Status.BROKEN
        assert connected(proven).check({"elsewhere": "backups"}, owed).status is Status.KEPT
    done = OWED.format(state="done", due="- interval '1 day'")
    assert connected(proven).check({"elsewhere": "cabinet"}, done).status is Status.KEPT


def test_a_system_that_is_not_there_is_unproved(proven: Proven) -> None:
    assert proven.check({"elsewhere": "cellar"}).status is Status.UNPROVED
