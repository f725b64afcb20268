"""The agreement with a recipient is signed and in force, and its window shuts by the clock when it ends."""

from __future__ import annotations

from collections.abc import Iterator

from troth.compiler.enforced.aggregates import aggregate_recipients
from troth.policy.kept_by import Argument, takes
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.reach import EVERYONE, recipients_named

KIND = "agreement"
ARGUMENT = takes("recipient", one_of=(EVERYONE,))

MUST = "processor"
"""The recipients with whom the law asks for an agreement (Art. 28(3) GDPR)."""


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """The days of the agreement, and the condition of the recipient's row policies that asks for them."""
    for name in recipients_named(look, argument):
        recipient = look.compiled.policy.recipients[name]
        if recipient.agreement is None and recipient.role != MUST:
            yield Unproved(says=f"`{name}` is {recipient.role}: there is no agreement to look at")
        yield from agreement(look, name)


def agreement(look: Look, name: str) -> Iterator[Evidence]:
    """The agreement of one recipient, if it is one that needs one."""
    recipient = look.compiled.policy.recipients[name]
    said, today = recipient.agreement, look.today
    if said is None:
        if recipient.role == MUST:
            yield Evidence(kept=False, says=f"no agreement with `{name}`", how="the policy that is in force", count=0)
        return
    in_force = said.signed <= today and (said.expires is None or today <= said.expires)
    ends = f"until {said.expires}" if said.expires else "without an end"
    says = f"signed {said.signed}, {ends}: {'in force' if in_force else 'not in force'} today"
    yield Evidence(kept=in_force, says=says, how=f"the policy, against today, {today}", count=1)
    yield by_the_clock(look, name, str(said.expires) if said.expires else str(said.signed))


def by_the_clock(look: Look, name: str, day: str) -> Evidence:
    """The row policies behind a recipient's window, or behind its counts, compare a day with the clock."""
    role, counts = look.compiled.names.shows(name), name in aggregate_recipients(look.compiled.policy)
    texts = [row for row in look.rows("proof policy texts", {"role": role}) if counts or row["command"] == "select"]
    without = [
        f"{row['schema']}.{row['name']}"
        for row in texts
        if "today()" not in row["condition"] or day not in row["condition"]
    ]
    kept = bool(texts) and not without
    empty = "it counts nobody" if counts else "its window is empty, by the clock"
    what = "its counts do not end by the clock" if counts else "its window does not end"
    says = f"after {day} {empty}" if kept else f"{what} on {day}: {', '.join(without) or 'it has no row policy'}"
    return Evidence(kept=kept, says=says, how=f"pg_policies of {role}", count=len(texts))
