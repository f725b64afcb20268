"""Counts leave once for each period, when it is over, and are the same ever after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from troth.compiler.enforced.aggregates import aggregates_of
from troth.policy.kept_by import Argument, takes
from troth.sharing.approvals import approve
from troth.sharing.counts import release_counts
from troth.sharing.disclosure import Disclosure
from troth.tables.aggregates import Aggregate
from troth.verify.canary.playing import ACTOR
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.releasing import SECOND, Releasing

KIND = "period"
ARGUMENT = takes("recipient")


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """A period that is not over, one that is, asked for twice; and who could change what is frozen."""
    for name in argument.all("recipient"):
        recipient = look.compiled.policy.recipients[name]
        if not recipient.counts:
            yield Unproved(says=f"`{name}` receives no counts")
            continue
        yield _frozen(look, name)
        with look.connection.transaction(force_rollback=True):
            for need in recipient.needs:
                if need.kind == "approval":
                    approve(look.connection, look.compiled, name, role=need.name or "", because="canary", actor=ACTOR)
            for word, aggregate in aggregates_of(look.compiled.policy, look.compiled.mapped, name).items():
                yield from _released(look, name, word, aggregate)


def _frozen(look: Look, name: str) -> Evidence:
    (row,) = look.rows(
        "proof frozen", {"recipient": name, "roles": sorted(look.roles.ours - {look.compiled.names.keeper})}
    )
    writers = row["writers"] or []
    says = (
        f"could be changed by {', '.join(writers)}"
        if writers
        else "are frozen, and no role that logs in may change one"
    )
    return Evidence(
        kept=not writers, says=f"{row['periods']} periods {says}", how="troth.aggregate_release", count=row["periods"]
    )


def _released(look: Look, name: str, word: str, aggregate: Aggregate) -> Iterator[Evidence]:
    monthly = aggregate.time is not None and aggregate.time.unit == "month"
    day = look.today
    before = day.replace(day=1) - timedelta(days=1) if monthly else day - timedelta(days=1)
    now, past = (each.isoformat()[: 7 if monthly else 10] if aggregate.time else None for each in (day, before))

    def release(period: str | None) -> Disclosure:
        return release_counts(look.connection, look.compiled, name, word, period=period, because="canary", actor=ACTOR,
                              second=SECOND)  # fmt: skip

    if now is not None:
        yield Releasing(look, name).refused(f"the counts {word} of {now}, which is not over,", lambda: release(now))
    first, again = release(past), release(past)
    same = first.tables == again.tables
    says = f"{word} of {past or 'all time'}, asked for twice: {'the same' if same else 'other'} {first.rows} counts"
    yield Evidence(kept=same, says=says, how=f"a release to {name}, twice, and taken back", count=first.rows)
