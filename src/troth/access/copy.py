"""What a person is given when they ask what is held about them: the copy as a value; its JSON Schema is made from it.

The access copy (Art. 15 GDPR) is everything, with what the law wants said about it; the portable copy (Art. 20) is what
the person provided, for other machines to read.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

Row = dict[str, Any]
"""A row by its column names. Values are what JSON has; exact numbers, dates and times are text."""


class Told(BaseModel):
    """A part of a copy: immutable, with no key that is not described."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PolicyTold(Told):
    """Which policy the copy speaks of."""

    policy: str
    """Its name."""
    version: int
    effective: date
    """The day on which this version began to hold."""


class ControllerTold(Told):
    """Who decides why and how the data is processed, and whom to turn to."""

    name: str
    contact: str
    country: str
    """Two letters, ISO 3166-1."""
    dpo: str | None = None
    """The data-protection officer, if there is one."""
    representative: str | None = None
    authority: str | None = None
    """The supervisory authority one can complain to."""


class PersonTold(Told):
    """Whom the copy is about: a kind of person, and their key. One human may stand here under several."""

    kind: str
    key: tuple[Any, ...]
    says: str
    """Who people of this kind are."""


class PurposeTold(Told):
    """Why data of such a person is processed."""

    purpose: str
    says: str
    basis: str
    """The lawful ground of Art. 6(1)."""
    ground: str
    """The basis in words, with the law, the interest or the condition that it rests on."""
    categories: tuple[str, ...]
    """What it uses."""
    kept: str
    """How long, in words. The days for single rows stand with the tables."""
    stands: str
    """Whether it holds for this person now."""


class CategoryTold(Told):
    """A kind of personal data."""

    category: str
    says: str
    special: bool = False
    """Art. 9: health, belief, origin and the like."""
    criminal: bool = False
    """Art. 10: offences and convictions."""


class SafeguardTold(Told):
    """What protects data in a country whose law does not (Art. 46)."""

    kind: str
    expires: date | None = None


class RecipientTold(Told):
    """Who else may get data of such a person. Who did get it stands under disclosures."""

    recipient: str
    says: str
    role: str
    country: str
    receives: tuple[str, ...]
    """Categories; none where only counts of people leave."""
    purpose: str | None
    """What for."""
    ends: str
    """Until when they may be given anything."""
    counts_only: bool = False
    safeguard: SafeguardTold | None = None
    """Named where the country needs one."""


class DisclosureTold(Told):
    """One time at which data of the person was given to a recipient."""

    recipient: str
    purpose: str | None
    categories: tuple[str, ...]
    at: datetime


class AutomatedTold(Told):
    """A decision that is taken without a human (Art. 22): what it looks at, and who reviews it when asked."""

    purpose: str
    logic: str
    review_by: str


class HoldTold(Told):
    """What may keep data longer than its purposes do, while a condition is met."""

    hold: str
    says: str
    ground: str
    condition: str
    keeps: tuple[str, ...]


class ElsewhereTold(Told):
    """Another place that holds data of such a person, which is not in this copy."""

    system: str
    says: str | None
    holds: tuple[str, ...]
    """Categories, or `prefix.*`; none said: everything."""
    asked: bool
    """Whether it was asked for what it holds of the person when this copy was made."""
    within: str | None
    """In which time it answers."""
    gone_after: str | None
    """After which time what is erased here is gone there by itself."""


class RightTold(Told):
    """A right of the person, and how to use it."""

    right: str
    article: str
    says: str


class ConsentTold(Told):
    purpose: str
    since: datetime


class AgreedTold(Told):
    """What is asked for beside the ground of a purpose: an agreement, a confirmation, a notice, an approval."""

    what: str
    version: int
    since: datetime
    until: datetime | None = None


class RestrictionTold(Told):
    ground: str
    reach: Row
    """Empty: everything; else purposes, categories or one row."""
    since: datetime
    until: datetime | None = None


class HeldTold(Told):
    """A hold that somebody has set."""

    keeps: tuple[str, ...]
    ground: str
    because: str
    since: datetime
    review_on: date | None = None
    until: datetime | None = None


class WordTold(Told):
    """One thing that was said about the person: consent, objection, correction and the like."""

    word: str
    purpose: str | None
    detail: Row
    policy_version: int
    at: datetime


class RequestTold(Told):
    """A request that was made in the person's name."""

    id: int
    asks: str
    state: str
    received: datetime


class AnnotationTold(Told):
    """What the person says about a cell of an issued document, which itself is not changed."""

    table: str
    row: tuple[Any, ...]
    column: str
    says: str | None
    at: datetime


class StandingTold(Told):
    """What holds for one of the people, and all that was said about them."""

    person: int
    """Which of the people, counted from 0."""
    consents: tuple[ConsentTold, ...] = ()
    agreements: tuple[AgreedTold, ...] = ()
    ended: tuple[str, ...] = ()
    """Purposes that have ended for them."""
    objections: tuple[str, ...] = ()
    """Purposes they object to, which has not been answered."""
    restrictions: tuple[RestrictionTold, ...] = ()
    holds: tuple[HeldTold, ...] = ()
    history: tuple[WordTold, ...] = ()
    remarks: tuple[AnnotationTold, ...] = ()
    requests: tuple[RequestTold, ...] = ()
    disclosures: tuple[DisclosureTold, ...] = ()


class ColumnTold(Told):
    """What one column of a table is."""

    column: str
    holds: Literal["key", "link", "plain", "data"]
    """A key names the row; a link leads to a person or a row, and shows another person's by their part in it."""
    category: str | None = None
    source: Literal["person", "observed", "another", "bought", "derived"] | None = None
    """Where the data came from."""
    of: tuple[str, ...] = ()
    """Whose data it is, where it is that of several who have a part in the row."""


class KeptTold(Told):
    """How long a purpose keeps what the table holds of the person, by day. Both days are the same if all rows are."""

    purpose: str
    earliest: date | None
    """None: the event that starts the clock has not happened for any row."""
    latest: date | None
    """None: it has not happened for some row."""


class TableCopy(Told):
    """The rows of the person in one table, without what is only another person's."""

    person: int
    """Which of the people, counted from 0."""
    table: str
    columns: tuple[ColumnTold, ...]
    rows: tuple[Row, ...]
    kept: tuple[KeptTold, ...]


class About(Told):
    """The head of a copy: all but its rows."""

    of: Literal["access", "port"]
    version: Literal[1] = 1
    """Of this form."""
    made_at: datetime
    policy: PolicyTold
    controller: ControllerTold
    people: tuple[PersonTold, ...]


class AboutPort(About):
    """The head of a portable copy: all but its rows."""

    of: Literal["port"] = "port"


class AboutAccess(About):
    """The head of an access copy: all but the rows, with what Art. 15(1) wants said."""

    of: Literal["access"] = "access"
    purposes: tuple[PurposeTold, ...]
    categories: tuple[CategoryTold, ...]
    recipients: tuple[RecipientTold, ...]
    automated: tuple[AutomatedTold, ...]
    holds: tuple[HoldTold, ...]
    rights: tuple[RightTold, ...]
    elsewhere: tuple[ElsewhereTold, ...]
    standing: tuple[StandingTold, ...]


class AccessCopy(AboutAccess):
    """Everything held about a person, with the information of Art. 15(1). Tables that are not named hold nothing."""

    tables: tuple[TableCopy, ...]

    def table(self, name: str, person: int = 0) -> TableCopy:
        """The rows of one table. Raises KeyError if it holds nothing of this person."""
        return _table(self.tables, name, person)

    def to_json(self) -> dict[str, Any]:
        """The copy as plain data."""
        return self.model_dump(mode="json")


class PortCopy(AboutPort):
    """What a person provided or was observed of them, under consent or contract, for other machines to read."""

    tables: tuple[TableCopy, ...]

    def table(self, name: str, person: int = 0) -> TableCopy:
        """The rows of one table. Raises KeyError if it holds nothing of this person."""
        return _table(self.tables, name, person)

    def to_json(self) -> dict[str, Any]:
        """The copy as plain data."""
        return self.model_dump(mode="json")


def _table(tables: tuple[TableCopy, ...], name: str, person: int) -> TableCopy:
    found = next((table for table in tables if (table.table, table.person) == (name, person)), None)
    if found is None:
        raise KeyError(name)
    return found
