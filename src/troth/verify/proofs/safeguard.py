"""Data leaves for a country without adequacy only under a safeguard that is in force, by the clock."""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.countries import without_safeguard
from troth.policy.kept_by import Argument, takes
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.proofs.agreement import by_the_clock
from troth.verify.reach import EVERYONE, recipients_named

KIND = "safeguard"
ARGUMENT = takes("recipient", one_of=(EVERYONE,))


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """The country, the safeguard and its last day, and the row policies that ask for it."""
    controller = look.compiled.policy.controller
    free = without_safeguard(controller.country, controller.adequate)
    for name in recipients_named(look, argument):
        recipient = look.compiled.policy.recipients[name]
        needed = recipient.country not in free
        said, today = recipient.safeguard, look.today
        if said is None:
            says = f"`{name}` is in {recipient.country}, " + ("without a safeguard" if needed else "which is adequate")
            yield Evidence(kept=not needed, says=says, how="the policy, and the list of adequate countries", count=1)
            continue
        in_force = said.expires is None or today <= said.expires
        words = said.kind.replace("_", " ")
        ends = f"until {said.expires}" if said.expires else "without an end"
        says = f"`{name}` is in {recipient.country}, under {words} {ends}: {'in force' if in_force else 'over'}"
        yield Evidence(kept=in_force, says=says, how=f"the policy, against today, {today}", count=1)
        if said.expires:
            yield by_the_clock(look, name, str(said.expires))
