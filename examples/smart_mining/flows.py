"""Plays eight months of Smart-mining's life, working only through windows: each step in the purpose that may do it.

No step names a table of the company's schema directly: `account` is always the accounts of the window at hand.
Put the folder above this one on Python's path and `from smart_mining.flows import play`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from smart_mining import accounts, activity, service
from smart_mining.world import World
from stage import play_months

if TYPE_CHECKING:
    from rich.progress import Progress

    from troth import Troth


@dataclass(frozen=True, kw_only=True)
class Story:
    """What happened: how many of each, and whom to look at."""

    counts: Mapping[str, int]
    flagged_user: int
    """Has an open flag, so a limited account, and a verification under way or decided."""
    verified_user: int
    """Proved who they are; the records stay as long as the law says."""
    factor_user: int
    """Has a phone for codes, which no other purpose sees."""
    withdrawn_user: int
    """Agreed to evaluation and took it back."""
    phone_gone: int
    """Took the phone away."""


STEPS = (
    ("signing up", accounts.register),
    ("enrolling phones", accounts.enrol_phones),
    ("asking for codes", accounts.challenge),
    ("signing in", accounts.sign_in),
    ("transacting", activity.transact),
    ("raising flags", activity.raise_flags),
    ("verifying", activity.verify),
    ("reviewing flags", activity.review_flags),
    ("fending off abuse", activity.defend),
    ("browsing", service.browse),
    ("showing adverts", service.show_adverts),
    ("answering issues", service.answer_issues),
    ("sending notices", service.tell),
    ("asking in surveys", service.ask),
    ("taking requests", service.take_requests),
)


ATTESTED = {
    "sm-account-2": "Rules for passwords tried against a list of leaked ones, 2026-07",
    "sm-kyc-6": "Two hundred messages read, 2026-08: what users had volunteered was taken out",
    "sm-security-3": "Register of requirements, reviewed 2026-09; none is overdue",
    "sm-transfer-1": "Offices and storage places compared, 2026-06: nothing lies where there is no office",
    "sm-grounds-1": "Hardening report of both hosts, 2026-05",
    "sm-flow-8": "Offices, group and storage compared with the registers of companies, 2026-06",
}
"""What people say of what no check can see, with what it rests on."""


def play(troth: Troth, *, members: int = 600, orders: int = 4000, progress: Progress | None = None) -> Story:
    """Play the story through the windows of an applied policy, on tables that hold only what seed.sql loaded.

    `members` is how many people sign up over all months, `orders` how many transactions: at least 40 and 80.
    """
    world = World(troth, (members, orders), datetime.now(UTC))
    play_months(world, STEPS, title="Smart-mining: eight months", progress=progress)
    flagged = activity.flag_one(world)
    verified, factor = world.verified[0], world.factors[-1]
    stay = {flagged.account_id, verified.account_id, factor.account_id}
    withdrawn, phone = service.leave(world, stay)
    service.answer_order(world)
    world.attest(ATTESTED)
    return Story(
        counts=dict(world.counts),
        flagged_user=flagged.account_id,
        verified_user=verified.account_id,
        factor_user=factor.account_id,
        withdrawn_user=withdrawn,
        phone_gone=phone,
    )
