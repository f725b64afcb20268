"""What the story of Smart-mining remembers between its steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from stage import Stage


@dataclass(frozen=True)
class User:
    """A user as the story knows them: the date of birth is asked in a full verification only."""

    account_id: int
    name: str
    email: str
    phone: str
    born: date
    joined: datetime


@dataclass(frozen=True)
class Flag:
    """Activity that a rule called suspicious, and the verification that it led to."""

    flag_id: int
    user: User
    raised: datetime
    case_id: int = 0


@dataclass
class World(Stage):
    """`newcomers` joined in the month that is played; `flags` are those of that month."""

    users: list[User] = field(default_factory=list)
    newcomers: list[User] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    verified: list[User] = field(default_factory=list)
    minors: list[User] = field(default_factory=list)
    factors: list[User] = field(default_factory=list)
    limited: set[int] = field(default_factory=set)
    """Whose account stays limited, because a flag on it was confirmed."""
    agreed: list[int] = field(default_factory=list)
    """Who said yes to being counted."""

    @property
    def last(self) -> bool:
        """Whether the month that is played is the one that ends now."""
        return self.month == self.months - 1
