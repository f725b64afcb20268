"""Why a person's data is given or corrected: on whose word, by whom, and what has to happen first."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from dataclasses import dataclass

from troth.subjects.keys import Connection

Also = Callable[[Connection], None]
"""What has to happen first in the same transaction, and may refuse: a request is checked and moved on."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Who asks for a copy, in what form, why, and what has to happen first in the transaction."""

    form: str = "value"
    also: Also | None = None
    request: int | None = None
    """The number of the request that is answered."""
    others: bool = False
    """Whether other systems are asked for what they hold: for a copy that is handed out, not for a look."""
    hand_to: str | None = None
    """The other service that the person wants to have the copy (Art. 20(2) GDPR)."""
    because: str | None = None
    actor: str | None = None

    @property
    def by(self) -> str:
        """Who does it."""
        return self.actor or getpass.getuser()
