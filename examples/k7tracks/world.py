"""What the story of K7Tracks remembers between its steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from stage import Row, Stage


@dataclass(frozen=True)
class Person:
    """A member as the story knows them."""

    member_id: int
    joined: datetime
    address: Row
    phone: str


@dataclass(frozen=True)
class Offer:
    """A listing as the story knows it."""

    listing_id: int
    seller_id: int
    title: str
    price: Decimal
    listed: datetime


@dataclass
class Order:
    """An order as the story knows it, with what has happened to it so far."""

    order_id: int
    buyer_id: int
    offers: tuple[Offer, ...]
    placed: datetime
    sent: datetime | None = None
    delivered: datetime | None = None
    cancelled: bool = False

    @property
    def total(self) -> Decimal:
        return sum((offer.price for offer in self.offers), Decimal())

    @property
    def seller_id(self) -> int:
        return self.offers[0].seller_id


@dataclass
class World(Stage):
    """`orders` are those placed in the month that is played, `left` who closed their account."""

    people: list[Person] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    past: list[Order] = field(default_factory=list)
    left: frozenset[int] = frozenset()
    measured: set[int] = field(default_factory=set)
    """Who allows cookies that measure."""
    vendors: dict[int, int] = field(default_factory=dict)
    """Who sells by trade, and as which vendor."""
