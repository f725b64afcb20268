"""Plays eight months of K7Tracks's life, working only through windows: each step in the purpose that may do it.

People and their words come from a fixed seed; times count back from now, because windows hide what is out of time.
No step names a table of the company's schema directly: `orders` is always the orders of the window at hand.
Put the folder above this one on Python's path and `from k7tracks.flows import play`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from k7tracks import aftermath, outside, parties, trade
from k7tracks.world import World
from stage import play_months

if TYPE_CHECKING:
    from rich.progress import Progress

    from troth import Troth


@dataclass(frozen=True, kw_only=True)
class Story:
    """What happened: how many of each, and whom to look at."""

    counts: Mapping[str, int]
    member: int
    """Has an order on its way, an open dispute, entries in the books and a consent to the newsletter."""
    order: int
    """That member's order on its way: dispatch, bookkeeping and returns each see their own part of it."""
    delivered_order: int
    """The first one delivered, months ago: fulfilment no longer sees it, the books do."""
    withdrawn_member: int
    """Consented to the newsletter, and took it back."""


STEPS = (
    ("signing up", trade.sign_up),
    ("logging in", trade.log_in),
    ("taking on vendors", trade.take_on_vendors),
    ("listing goods", trade.list_goods),
    ("ordering", trade.order_goods),
    ("paying", trade.take_payments),
    ("cancelling", trade.cancel_orders),
    ("looking at each other's side", parties.look),
    ("shipping", trade.ship),
    ("following the parcel", parties.follow),
    ("sending back", aftermath.take_back),
    ("asking support", aftermath.support),
    ("disputing", aftermath.disputes),
    ("watching for fraud", aftermath.watch_for_fraud),
    ("browsing", aftermath.browse),
)


ATTESTED = {"k7-vendor-1": "The link followed from the app and from the website, 2026-10: both lead to version 2"}
"""What general counsel says of what no check can see, with what it rests on."""


def play(troth: Troth, *, members: int = 2000, orders: int = 10_000, progress: Progress | None = None) -> Story:
    """Play the story through the windows of an applied policy, on tables that hold only what seed.sql loaded.

    `members` and `orders` are the numbers over all months, at least 40 and 80.
    """
    world = World(troth, (members, orders), datetime.now(UTC))
    play_months(world, STEPS, title="K7Tracks: eight months", progress=progress)
    return _finish(world)


def _finish(world: World) -> Story:
    hero = aftermath.find_hero(world)
    aftermath.build_profiles(world)
    aftermath.close_accounts(world, hero.buyer_id)
    withdrawn = aftermath.choose(world, hero.buyer_id)
    parties.after_the_time_for_returns(world)
    outside.hand_out(world)
    outside.answer_order(world)
    outside.announce_sale(world)
    outside.find_child(world)
    world.attest(ATTESTED)
    long_ago = [order for order in (*world.past, *world.orders) if order.delivered]
    return Story(
        counts=dict(world.counts),
        member=hero.buyer_id,
        order=hero.order_id,
        delivered_order=long_ago[0].order_id,
        withdrawn_member=withdrawn,
    )
