"""What the story of Smartsellerhelp remembers between its steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from stage import Stage

PRICES = {"basic": Decimal("9.90"), "pro": Decimal("29.90"), "team": Decimal("79.90")}


@dataclass
class Contract:
    """A contract as the story knows it."""

    contract_id: int
    begun: datetime
    ended: datetime | None = None


@dataclass
class Client:
    """A client as the story knows them, with the one contract they have."""

    client_id: int
    plan: str
    country: str
    route: str
    name: str
    email: str
    joined: datetime
    contract: Contract | None = None


@dataclass
class World(Stage):
    """`clients` are all who ever signed up, `new` those of the month, `invoices` those issued in it, by number."""

    clients: list[Client] = field(default_factory=list)
    new: list[Client] = field(default_factory=list)
    invoices: dict[int, Client] = field(default_factory=dict)
    readers: dict[str, list[Client]] = field(default_factory=dict)
    """Purpose -> who consented to mail for it."""
    tokens: dict[int, Client] = field(default_factory=dict)

    @property
    def served(self) -> list[Client]:
        """Who has a contract that runs, the longest-standing first."""
        return [client for client in self.clients if client.contract and client.contract.ended is None]
