"""What the story of Mindlinksoft remembers between its steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from stage import Stage

PRICES = {1: Decimal("49.00"), 2: Decimal("240.00"), 3: Decimal("99.00")}


@dataclass(frozen=True)
class Customer:
    """A customer as the story knows them."""

    customer_id: int
    name: str
    joined: datetime


@dataclass(frozen=True)
class Purchase:
    """What somebody bought."""

    purchase_id: int
    customer: Customer
    at: datetime


@dataclass
class World(Stage):
    """`new` are the customers of the month, `visitors` and `readers` everybody so far, by key."""

    customers: list[Customer] = field(default_factory=list)
    new: list[Customer] = field(default_factory=list)
    purchases: list[Purchase] = field(default_factory=list)
    papers: list[int] = field(default_factory=list)
    readers: list[int] = field(default_factory=list)
    unsubscribed: list[int] = field(default_factory=list)
    visitors: list[int] = field(default_factory=list)
    tracked: list[int] = field(default_factory=list)

    def consent(self, kind: str, keys: list[int], purpose: str, wording: str) -> None:
        """The same wording shown to all of them, and a box ticked by each."""
        if keys:
            self.troth.consent_many(kind, keys, purpose, evidence={"wording": wording, "policy": 603}, actor="flows")
