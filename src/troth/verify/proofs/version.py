"""The policy at hand is the one in force: its version, its day, its text, and what it compiles to."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from troth.policy.kept_by import Argument, takes
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look

KIND = "version"
ARGUMENT = takes(one_of=("in force",))


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """The version that was applied last, its effective day, its text, and the entry of the ledger about it."""
    policy = look.compiled.policy
    asked = {"zone": policy.time_zone, "effective": policy.effective}
    found = look.rows("proof last applied", asked)
    if not found:
        yield Unproved(says="no version of the policy was applied yet")
        return
    row = found[0]
    same = row["policy"] == policy.policy and row["version"] == policy.version
    says = f"version {row['version']} was applied last, on {row['at']:%Y-%m-%d}" + (
        "" if same else f", not {policy.version}"
    )
    yield Evidence(kept=same, says=says, how="troth.deployment, against policy.yaml", count=len(found))
    day = f"it is effective from {policy.effective}"
    says = day if row["in_force"] else f"{day}, which has not come"
    yield Evidence(kept=row["in_force"], says=says, how="the policy, against today", count=1)
    yield _as_entered(look, row["policy_file"])
    changes = len(look.changes)
    says = f"{changes} objects are not as it compiles to" if changes else "the database is as it compiles to"
    yield Evidence(
        kept=not changes, says=says, how="every object, live against compiled", count=len(look.compiled.objects.items)
    )


def _as_entered(look: Look, text: str) -> Evidence:
    """The text in the database is the one whose digest went into the ledger when it was applied."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    count = look.rows("proof entries with", {"word": "policy applied", "part": f'"policy_file":"{digest}"'})[0]["count"]
    says = "its text is the one that was entered into the ledger" if count else "its text is not the one in the ledger"
    return Evidence(kept=count > 0, says=says, how="sha256 of the text, in troth.ledger_entry", count=count)
