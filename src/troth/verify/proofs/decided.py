"""A value that the published policy leaves open was decided: by whom, when, and where it is used."""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.decisions import places_of
from troth.policy.kept_by import Argument, takes
from troth.verify.evidence import Evidence
from troth.verify.look import Look

KIND = "decided"
EVERYTHING = "everything"
ARGUMENT = takes("decision", one_of=(EVERYTHING,))


def prove(look: Look, argument: Argument) -> Iterator[Evidence]:
    """The value in the policy that is in force. Without one, nothing would have compiled."""
    asked = argument.all("decision")
    for name in look.compiled.policy.decide if EVERYTHING in asked else asked:
        decision = look.compiled.policy.decide[name]
        used = places_of(look.declared.policy_source, name)
        signed = decision.decided_by is not None and decision.on is not None
        by = f"by {decision.decided_by} on {decision.on}" if signed else "by nobody who signed for it"
        where = f", used in {', '.join(used)}" if used else ""
        yield Evidence(
            kept=signed,
            says=f"{decision.asks}: {decision}, decided {by}{where}",
            how="the policy that is in force",
            count=len(used) or 1,
        )
