"""Where personal data lies outside the database: other systems, paper, files, backups, and how it is erased there."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from troth.documents.parts import ListedOrOne, OneOfThem, Part, Sentence
from troth.tables.collecting import Length
from troth.tables.names import ColumnText

WEBHOOK, TASK = "webhook", "task"

Errand = Annotated[str, StringConstraints(pattern=r"^(webhook|task( [a-z][a-z0-9_]{0,40})?)$")]
"""How another system hears of something: by a signed `webhook`, or as a `task` for people of a role."""

Holds = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*(\.\*)?$", max_length=80)]


class System(Part):
    """Another place that holds personal data, and how it hears of what is done here."""

    says: Sentence | None = None
    """What it is, in words."""
    holds: Annotated[tuple[Holds, ...], ListedOrOne, OneOfThem] = ()
    """Categories, or `prefix.*`, that lie there too; everything if not said."""
    key: Annotated[tuple[ColumnText, ...], ListedOrOne, OneOfThem] = ()
    """The column of a person's own row by which they are known there; their primary key if not said (or the places of
    files, where a column says `file`)."""
    erase: Errand | None = None
    """How it is told to erase somebody: `webhook`, or `task accounts` for people of that role."""
    access: Errand | None = None
    """How it is asked for a copy of what it holds."""
    rectify: Errand | None = None
    """How it is told that data was corrected."""
    restrict: Errand | None = None
    """How it is told that somebody is restricted."""
    within: Length = "7 days"
    """In which time that has to be done."""
    webhook: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = None
    """The address of its webhook: `https://...`."""
    gone_after: Length | None = None
    """After which time what was erased here is gone there by itself, as from backups."""

    def errand(self, what: str) -> str | None:
        """How it hears of a deed: `erase`, `access`, `rectify` or `restrict`."""
        ways = {"erase": self.erase, "access": self.access, "rectify": self.rectify, "restrict": self.restrict}
        return ways[what]

    def assigned(self, what: str) -> str | None:
        """The role whose people do it, where it is a task that names one."""
        return (self.errand(what) or "").partition(" ")[2] or None
