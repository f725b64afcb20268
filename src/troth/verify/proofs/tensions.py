"""Where sentences of the policy pull at each other, the stricter reading holds, or the wider one was signed."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks import check_declared
from troth.findings import Level
from troth.policy.kept_by import Argument, takes
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look

KIND = "tensions"
ARGUMENT = takes(one_of=("recorded",))

CONTRADICTIONS = frozenset(f"TR{number}" for number in range(170, 180))
"""What is found of contradictions by itself, and of tensions that nobody has signed."""


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """How each tension is read and signed, and what the files contradict beside them."""
    tensions = look.compiled.policy.tensions
    if not tensions:
        yield Unproved(says="the policy records no `tensions`")
        return
    wider = [tension.id for tension in tensions if not tension.stricter]
    unsigned = [tension.id for tension in tensions if not tension.signed]
    says = f"of {len(tensions)} tensions {len(tensions) - len(wider)} are read as asks more of the company"
    says += f", {', '.join(wider)} wider" if wider else ""
    says += f"; nobody has signed {', '.join(unsigned)}" if unsigned else ", and all are signed"
    yield Evidence(kept=not unsigned, says=says, how="the policy in force", count=len(tensions))
    found = [each for each in check_declared(look.declared) if each.code in CONTRADICTIONS]
    open_ = [each.message for each in found if each.level is not Level.NOTE]
    says = f"not recorded: {'; '.join(open_[:3])}" if open_ else f"of {len(found)} that are found none is unrecorded"
    yield Evidence(kept=not open_, says=says, how="what the files say, against each other", count=len(found))
