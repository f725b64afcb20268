"""What the story of SoldMine remembers between its steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from stage import Stage


@dataclass(frozen=True)
class Partner:
    """A business that sends invoices, with the one of its people who looks after them."""

    partner_id: int
    brand: str
    contact_id: int


@dataclass(frozen=True)
class User:
    """A partner's user as the story knows them."""

    end_user_id: int
    partner: Partner
    name: str
    joined: datetime


@dataclass
class Invoice:
    """An invoice, and how much of it is still to be paid."""

    invoice_id: int
    user: User
    number: str
    issued: datetime
    due: Decimal


@dataclass
class TradeIn:
    """Devices offered against an invoice, with what has happened to them so far."""

    trade_in_id: int
    invoice: Invoice
    opened: datetime
    items: tuple[int, ...] = ()
    grade: str = "B"
    quotes: dict[int, Decimal] = field(default_factory=dict)
    quoted: datetime | None = None
    accepted: tuple[int, datetime] | None = None
    received: datetime | None = None
    lower: bool = False
    """Whether it arrived in a worse state than its user saw it in, so that the quote no longer holds."""

    @property
    def value(self) -> Decimal:
        """What the accepted quote offers."""
        return self.quotes[self.accepted[0]] if self.accepted else Decimal()

    @property
    def pays_all(self) -> bool:
        return self.value >= self.invoice.due


@dataclass
class World(Stage):
    """`trade_ins` are those opened in the month that is played, `settled` all that came to a good end."""

    partners: list[Partner] = field(default_factory=list)
    users: list[User] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)
    trade_ins: list[TradeIn] = field(default_factory=list)
    settled: list[TradeIn] = field(default_factory=list)
    quoted: dict[int, set[int]] = field(default_factory=dict)
    """What each firm has quoted."""
