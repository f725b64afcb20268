"""Plays eight months of Mindlinksoft's life, working only through windows: each step in the purpose that may do it.

No step names a table of the company's schema directly: `purchase` is always the purchases of the window at hand.
Put the folder above this one on Python's path and `from mindlinksoft.flows import play`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mindlinksoft import readers, sales, sources
from mindlinksoft.world import World
from stage import play_months

if TYPE_CHECKING:
    from rich.progress import Progress

    from troth import Troth


@dataclass(frozen=True, kw_only=True)
class Story:
    """What happened: how many of each, and whom to look at."""

    counts: Mapping[str, int]
    customer: int
    """Has an open request for support, a purchase and an invoice."""
    reader: int
    """Gets newsletters."""
    unsubscribed: int
    """Left by the link in a mail."""
    measured: int
    """A visitor who said that visits may be measured."""


STEPS = (
    ("taking on customers", sales.take_on_customers),
    ("noting contact persons", sales.name_contacts),
    ("selling", sales.sell),
    ("reminding", sales.remind),
    ("answering", sales.answer),
    ("signing up readers", readers.sign_up),
    ("sending mail", readers.send),
    ("running contests", readers.run_activities),
    ("hiring", readers.hire),
    ("taking in lists", sources.take_in_lists),
    ("noting whom others name", sources.name_others),
    ("filing paper", sources.file_paper),
    ("being asked by law", sources.be_asked_by_law),
    ("measuring visits", sources.measure),
)


def play(troth: Troth, *, members: int = 400, orders: int = 0, progress: Progress | None = None) -> Story:
    """Play the story through the windows of an applied policy, on tables that hold only what seed.sql loaded.

    `members` is how many customers, and how many readers, there are over all months: at least 40. `orders` is not used:
    customers buy as they come.
    """
    world = World(troth, (members, orders), datetime.now(UTC))
    play_months(world, STEPS, title="Mindlinksoft: eight months", progress=progress)
    customer = _who_asks(world)
    sales.leave(world, {customer})
    return Story(
        counts=dict(world.counts),
        customer=customer,
        reader=world.readers[-1],
        unsubscribed=world.unsubscribed[-1],
        measured=world.tracked[-1],
    )


def _who_asks(world: World) -> int:
    with world.purpose("support") as db:
        row = db.execute("select customer_id from support_case where closed_at is null limit 1").fetchone()
    assert row is not None
    return int(row[0])
