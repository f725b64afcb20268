"""Plays eight months of Smartsellerhelp's life, working only through windows: each step in the purpose that may do it.

No step names a table of the company's schema directly: `invoice` is always the invoices of the window at hand.
Put the folder above this one on Python's path and `from smartsellerhelp.flows import play`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from smartsellerhelp import service, visits
from smartsellerhelp.world import World
from stage import play_months

if TYPE_CHECKING:
    from rich.progress import Progress

    from troth import Troth


@dataclass(frozen=True, kw_only=True)
class Story:
    """What happened: how many of each, and whom to look at."""

    counts: Mapping[str, int]
    client: int
    """Has an open question and an open claim, invoices, and mail they want."""
    reader: int
    """Gets newsletters."""
    objecting: int
    """Objected to direct marketing: no newsletter and no offer, invoices all the same."""


STEPS = (
    ("signing up", service.sign_up),
    ("taking over from another service", service.take_over),
    ("drawing up contracts", service.draw_contracts),
    ("making accounts personal", visits.personalise),
    ("choosing mail", visits.choose_mail),
    ("serving", service.serve),
    ("logging in", visits.log_in),
    ("remembering browsers", visits.remember),
    ("billing", service.bill),
    ("taking payment", service.take_payment),
    ("sending mail", visits.send_mail),
    ("answering", visits.write_in),
    ("watching for fraud", visits.watch),
    ("disconnecting", service.disconnect),
)


def play(troth: Troth, *, members: int = 600, orders: int = 0, progress: Progress | None = None) -> Story:
    """Play the story through the windows of an applied policy, on tables that hold only what seed.sql loaded.

    `members` is how many clients sign up over all months: at least 40. `orders` is not used: contracts bill by month.
    """
    world = World(troth, (members, orders), datetime.now(UTC))
    play_months(world, STEPS, title="Smartsellerhelp: eight months", progress=progress)
    client = _with_open_claim(world)
    visits.leave(world, client)
    objecting = world.readers["newsletter"][0]
    troth.subject("client", objecting.client_id).object("newsletter", because="no more mail, please", actor="flows")
    reader = next(each for each in world.readers["newsletter"][1:] if each in world.served)
    return Story(counts=dict(world.counts), client=client, reader=reader.client_id, objecting=objecting.client_id)


def _with_open_claim(world: World) -> int:
    with world.purpose("claims") as db:
        row = db.execute(
            "select k.client_id from claim join contract as k using (contract_id) where resolved_at is null limit 1"
        ).fetchone()
    assert row is not None
    return int(row[0])
