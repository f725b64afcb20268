"""Plays eight months of SoldMine's life, working only through windows: each step in the purpose that may do it.

No step names a table of the company's schema directly: `invoice` is always the invoices of the window at hand.
Put the folder above this one on Python's path and `from soldmine.flows import play`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from soldmine import aftermath, partners, trade
from soldmine.world import World
from stage import play_months

if TYPE_CHECKING:
    from rich.progress import Progress

    from troth import Troth


@dataclass(frozen=True, kw_only=True)
class Story:
    """What happened: how many of each, and whom to look at."""

    counts: Mapping[str, int]
    user: int
    """Has a device on its way, an open dispute, and a consent to fitted content."""
    trade_in: int
    """That user's trade-in: the assessor, the logistics desk and the books each see their own part of it."""
    settled_invoice: int
    """The first one paid in full, months ago: its devices are seen by nobody, the books still have the amounts."""
    withdrawn_user: int
    """Consented to fitted content, and took it back."""
    objecting_user: int
    """Objected to improvement: no event of theirs counts."""


STEPS = (
    ("taking on partners", partners.take_on_partners),
    ("letting users in", partners.let_users_in),
    ("taking in invoices", partners.take_in_invoices),
    ("offering devices", trade.offer_devices),
    ("asking for quotes", trade.ask_for_quotes),
    ("quoting", trade.quote),
    ("accepting", trade.decide),
    ("handing over", trade.hand_over),
    ("quoting again", trade.quote_again),
    ("settling", trade.settle),
    ("asking support", aftermath.support),
    ("disputing", aftermath.disputes),
    ("opening legal cases", aftermath.legal_cases),
    ("using the software", aftermath.use_software),
)


ATTESTED = {
    "so-security-3": "Hardening report of both servers, 2026-06",
    "so-security-4": "Report of the yearly audit, 2026-03; all findings closed",
    "so-security-5": "Access list and visit of the data centre Amsterdam South, 2026-05",
    "so-security-6": "Restore of the backup of 2026-09-01, tried and timed; checklist of practices",
}
"""What the security officer says of what no check can see, with what it rests on."""


def play(troth: Troth, *, members: int = 600, orders: int = 1500, progress: Progress | None = None) -> Story:
    """Play the story through the windows of an applied policy, on tables that hold only what seed.sql loaded.

    `members` is how many users come in over all months, `orders` how many invoices: at least 40 and 80.
    """
    world = World(troth, (members, orders), datetime.now(UTC))
    play_months(world, STEPS, title="SoldMine: eight months", progress=progress)
    hero = aftermath.find_hero(world)
    user = hero.invoice.user.end_user_id
    aftermath.close_accounts(world, user)
    withdrawn, objecting = aftermath.choose(world, user)
    aftermath.answer_order(world)
    world.attest(ATTESTED)
    return Story(
        counts=dict(world.counts),
        user=user,
        trade_in=hero.trade_in_id,
        settled_invoice=next(t.invoice.invoice_id for t in world.settled if t.pays_all),
        withdrawn_user=withdrawn,
        objecting_user=objecting,
    )
