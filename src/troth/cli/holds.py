"""`troth holds`: what is kept against erasure and sweep, by whom, and what somebody has to look at again."""

from __future__ import annotations

from troth.cli.options import FOUND, As, on_troth
from troth.cli.output import Format, print_as
from troth.client import Troth


@on_troth
def command(troth: Troth, *, form: As = Format.TEXT) -> int:
    """List every hold: those set by people, overdue ones first, and those of the policy with the rows they are about.

    Leaves with 2 if somebody has to look at one again.
    """
    found = troth.holds()
    print_as(found, form)
    return FOUND if found.overdue else 0
