"""A restored backup is noticed: what the journal confirms and the database has forgotten shuts every window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from troth.findings import Finding
from troth.journal.behind import BEHIND, adopt, behind, series_here
from troth.journal.file import FileStore
from troth.journal.journal import Journal
from troth.policy.kept_by import Argument, takes
from troth.postgres.statements import statement
from troth.standing.journalled import Series, marks
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look

KIND = "restore"
ARGUMENT = takes(one_of=("noticed",))
TRIED = "a journal of its own, deeds of nobody, taken back"


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """Two deeds are confirmed in a journal of its own: one that the database has, and one that it has not."""
    with TemporaryDirectory(prefix="troth-") as folder, look.connection.transaction(force_rollback=True):
        adopt(look.connection)
        look.connection.execute(statement("journal name the database"))
        store = FileStore(Path(folder) / "journal")
        journal = Journal(store, Path(folder) / "journal.key")
        before = _confirmed(look, journal, here=True)
        after = _confirmed(look, journal, here=False)
        store.close()
    says = "a database that has every deed of its journal is taken for older" if before else (
        "a database that has every deed of its journal is not taken for older"
    )  # fmt: skip
    yield Evidence(kept=before is None, says=says, how=TRIED, count=1)
    noticed = after is not None and after.code == BEHIND
    says = "one that has forgotten a deed is noticed, and its windows stay shut" if noticed else (
        "one that has forgotten a deed is not noticed"
    )  # fmt: skip
    yield Evidence(kept=noticed, says=says, how=TRIED, count=1)


def _confirmed(look: Look, journal: Journal, *, here: bool) -> Finding | None:
    """A deed is written down and confirmed, here or only in the journal; what is then found wrong."""
    series = Series(of=series_here(look.connection), begun=False)
    kind = next(iter(look.compiled.policy.subjects))
    intent = journal.intend(series, kind, ['["nobody"]'], [{"word": "withdraw"}])
    if here:
        look.connection.execute(statement("journal mark"), marks(intent))
    journal.done(intent)
    return behind(look.connection, journal)
