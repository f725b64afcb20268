"""What is erased here is erased in another place too: it is told, in time, or forgets by itself."""

from __future__ import annotations

from collections.abc import Iterator

from troth.compiler.stored.requests import FINISHED
from troth.policy.kept_by import Argument, takes
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look

KIND = "elsewhere"
ARGUMENT = takes("system")


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """How the system hears of an erasure, and that nothing it was told is overdue or could not be delivered."""
    for name in argument.all("system"):
        system = look.compiled.mapped.elsewhere.get(name)
        if system is None:
            yield Unproved(says=f"tables.yaml has no system `{name}` under `elsewhere`")
            continue
        erases = f"hears of erasures as `{system.erase}` within {system.within}" if system.erase else ""
        goes = f"is gone by itself after {system.gone_after}" if system.gone_after else ""
        said = " and ".join(part for part in (erases, goes) if part)
        yield Evidence(kept=bool(said), says=f"{name} {said or 'is told nothing'}", how="elsewhere in tables.yaml")
        if system.erase:
            (row,) = look.rows("proof tasks", {"system": name, "finished": list(FINISHED)})
            late = row["overdue"] + row["failed"]
            says = (
                f"{row['overdue']} tasks are overdue and {row['failed']} could not be delivered"
                if late
                else f"{row['done']} tasks are done, {row['open']} are open and none is overdue"
            )
            yield Evidence(kept=not late, says=says, how="troth.task", count=row["done"] + row["open"])
