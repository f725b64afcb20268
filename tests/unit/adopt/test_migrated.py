"""What a migration did to the windows, in words: none is said to be open again that is not."""

from __future__ import annotations

from troth.adopt.migrate import Migrated
from troth.postgres.objects import Key

BACK, GONE = Key("view", "for_delivery.orders"), Key("view", "for_newsletter.member")
BUYER = Key("view", "for_delivery.buyer")
INSIDE = Key("view", "troth.look_public_orders")


def test_only_what_is_open_again_is_said_to_be() -> None:
    done = Migrated(closed=(BUYER, BACK, GONE, INSIDE), reopened=(BUYER, BACK, INSIDE), findings=())
    assert str(done).split("\n") == [
        "Closed for the migration and opened again:",
        "  for_delivery: buyer, orders",
        "Not opened again: view for_newsletter.member",
    ]


def test_a_window_that_stays_closed_was_in_the_way() -> None:
    assert str(Migrated(closed=(GONE,), reopened=(), findings=())) == "Not opened again: view for_newsletter.member"
    assert str(Migrated(closed=(), reopened=(), findings=())) == "No window was in the way of the migration."
