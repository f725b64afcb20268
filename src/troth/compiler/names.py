"""How Troth names what it makes: a role and a schema for each purpose and each recipient.

Roles belong to the whole cluster, so they begin with the policy's name (or `--prefix`); schemas belong to one database.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from troth.postgres.catalogue import Relation

STANDING_SCHEMA = "troth"
LONGEST = 63
EVERYONE_ELSE = "troth_everyone_else"


def fit(name: str) -> str:
    """A name PostgreSQL does not cut: names over 63 bytes end in a digest of themselves."""
    if len(name.encode()) <= LONGEST:
        return name
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    return name.encode()[: LONGEST - 9].decode(errors="ignore") + "_" + digest


@dataclass(frozen=True)
class Names:
    """The names of one deployment."""

    prefix: str

    @property
    def keeper(self) -> str:
        """Owns the standing and the look-outs; nobody logs in as it."""
        return fit(f"{self.prefix}_keeper")

    @property
    def desk(self) -> str:
        """Records standing: consents, objections, restrictions. Sees no window."""
        return fit(f"{self.prefix}_desk")

    @property
    def gate(self) -> str:
        """Works for several purposes in one transaction, one after the other: it may become each window."""
        return fit(f"{self.prefix}_gate")

    def window(self, purpose: str) -> str:
        """The role that works for a purpose."""
        return fit(f"{self.prefix}_for_{purpose}")

    def sees(self, purpose: str) -> str:
        """The role that owns a purpose's views: what it may reach."""
        return fit(f"{self.prefix}_sees_{purpose}")

    def staff(self, staff: str) -> str:
        """What people of a staff role are granted: it may become the windows that name them in `by`, one at a time."""
        return fit(f"{self.prefix}_by_{staff}")

    def recipient(self, recipient: str) -> str:
        """The role of a recipient's window. No one logs in to it."""
        return fit(f"{self.prefix}_to_{recipient}")

    def shows(self, recipient: str) -> str:
        """The role that owns a recipient's views."""
        return fit(f"{self.prefix}_shows_{recipient}")

    @property
    def patterns(self) -> tuple[str, ...]:
        """What the names of this deployment's roles look like, as regular expressions."""
        return (rf"^{self.prefix}_(keeper|desk|gate)$", rf"^{self.prefix}_(for|sees|by|to|shows)_[a-z]")


def rule_policy(role: str, command: str, rule: str) -> str:
    """The row policy of one rule about what is written: PostgreSQL names it when it refuses."""
    return fit(f"{role}_{command}: {rule}")


def window_schema(purpose: str) -> str:
    return fit(f"for_{purpose}")


def recipient_schema(recipient: str) -> str:
    return fit(f"to_{recipient}")


def standing(word: str, kind: str) -> Relation:
    """A table of standing for one kind of person: `troth.consent_member`."""
    return Relation(STANDING_SCHEMA, fit(f"{word}_{kind}"))


def look_out(table: Relation) -> Relation:
    """The view through which row policies look at a table's keys, links and times."""
    stem = table.name if table.schema == "public" else f"{table.schema}_{table.name}"
    return Relation(STANDING_SCHEMA, fit(f"look_{stem}"))


def restricted_rows(table: Relation) -> Relation:
    """The standing of single rows of one table."""
    stem = table.name if table.schema == "public" else f"{table.schema}_{table.name}"
    return Relation(STANDING_SCHEMA, fit(f"restricted_{stem}"))


def subject_columns(key: tuple[str, ...]) -> tuple[str, ...]:
    """The columns of a standing table that hold a person's key."""
    return ("subject",) if len(key) == 1 else tuple(f"subject_{count}" for count in range(1, len(key) + 1))


def row_columns(key: tuple[str, ...]) -> tuple[str, ...]:
    """The columns of a standing table of single rows that hold a row's key."""
    return tuple(f"row_{count}" for count in range(1, len(key) + 1))


def event_column(event: str) -> str:
    """The column of a look-out that carries the time of an event written further below."""
    return fit(f"event: {event}")


def while_column(condition: str) -> str:
    """The column of a look-out that tells whether a condition is met."""
    return fit(f"while: {condition}")


def when_column(owner: str) -> str:
    """The column of a look-out that tells whether an owner's link counts."""
    return fit(f"when: {owner}")


def age_column(kind: str, years: int) -> str:
    """The column of a look-out that tells whether people of a kind have an age."""
    return fit(f"age: {kind} {years}")


def terms_column(agreement: str) -> str:
    """The column of a look-out that carries the version of an agreement people accepted in their own row."""
    return fit(f"agreed: {agreement}")


def gate_column(gate: str, number: int) -> str:
    """The column of a look-out that tells whether a row is of the sort that a gate needs."""
    return fit(f"gate: {gate} {number}")


def agreed_to(kind: str, name: str | None, purpose: str) -> str:
    """Under which name standing keeps what somebody agreed to, was told, or was approved for."""
    match kind:
        case "agreement":
            return f"agreement/{name}"
        case "notice":
            return "notice"
        case "approval":
            return f"approval/{purpose}/{name}"
    return f"{kind}/{purpose}"


def scope_of_owner(purpose: str, table: Relation, owner: str) -> str:
    """The scope under which a restriction of categories hides from a purpose what a person owns in one table."""
    return f"{purpose}/{table.schema}.{table.name}/{owner}"


EVERY_SCOPE = "*"
"""The scope under which restricted people are left out of aggregates."""
