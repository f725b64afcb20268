"""A made-up person whom a purpose sees: where a proof begins that hides them from it again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from psycopg import sql

from troth.compiler.rows import qualified
from troth.policy.collecting import Need
from troth.postgres.catalogue import Relation
from troth.sharing.openings import open_case
from troth.verify.canary.playing import ACTOR, Canary, Played
from troth.verify.canary.sight import Held, Sight, held, sees
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.reach import Door, door_of

NO_CANARY = "there is no canary.yaml to sign anybody up with"


@dataclass(frozen=True)
class Meeting:
    """A purpose and a person of whom it sees something now."""

    canary: Canary
    door: Door
    person: Played
    keys: Held
    """What is held of the person."""
    before: Sight

    def now(self) -> Sight:
        """What the purpose sees of the person by now, of the rows that were held."""
        return sees(self.canary, self.door, self.person, self.keys)

    def seen(self) -> Evidence:
        """That there is something to hide."""
        return Evidence(
            kept=True,
            says=f"the canary `{self.person.name}` is seen by `{self.door.window.name}`: {self.before}",
            how=f"set role {self.door.role}; count their rows in {self.door.schema}",
            count=self.before.count,
        )

    def hidden(self, after: str) -> Evidence:
        """That nothing of the person is seen any more, and what was before."""
        now = self.now()
        says = (
            f"{after}, it still sees {now}" if now.count else f"{after}, it sees none of their {self.before.count} rows"
        )
        return Evidence(
            kept=not now.count, says=says, how=f"set role {self.door.role}; count their rows in {self.door.schema}",
            count=self.before.count,
        )  # fmt: skip


def canary_of(look: Look) -> Canary | Unproved:
    """The canary, if there is one and somebody could sign up."""
    if look.canary is None:
        return Unproved(says=NO_CANARY)
    if not look.canary.people():
        why = next((finding.message for finding in look.canary.failed.values()), "it names nobody")
        return Unproved(says=why)
    return look.canary


def seen_of(canary: Canary, door: Door, person: Played) -> int:
    """How many rows of a person a window shows now."""
    return sees(canary, door, person, held(canary, person)).count


def meets_need(canary: Canary, person: Played, purpose: str, need: Need) -> None:
    """Whatever has to be said for a need of a purpose is said. An age cannot be."""
    match need.kind:
        case "agreement":
            canary.say(person, "agree", need.name or "")
            agreed_in_row(canary, person, need.name or "", canary.compiled.policy.agreements[need.name or ""].version)
        case "approval":
            canary.say(person, "approve", purpose, role=need.name)
        case "notice":
            canary.say(person, "notified")
        case "consent" | "confirmed":
            canary.say(person, "consent" if need.kind == "consent" else "confirm", purpose)


def agreed_in_row(canary: Canary, person: Played, agreement: str, version: int) -> None:
    """Where a person's own row tells which version they accepted, it tells of this one. Raises IntegrityError."""
    column = canary.compiled.mapped.agreements.get(agreement)
    table = canary.compiled.mapped.subject_table(person.kind)
    if column is None or Relation(*column.table) != table.relation:
        return
    same = [sql.SQL("{} = {}").format(sql.Identifier(name), sql.Literal(part))
            for name, part in zip(table.table.primary_key, person.key, strict=True)]  # fmt: skip
    query = sql.SQL("update {} set {} = {} where {}").format(
        qualified(table.relation), sql.Identifier(column.column), sql.Literal(version), sql.SQL(" and ").join(same)
    )
    canary.as_role(None, (), query)


def opened_to(canary: Canary, person: Played, purpose: str) -> None:
    """Everything a purpose asks for is said: consent first, then what it needs, a confirmation last."""
    said = canary.compiled.policy.purposes[purpose]
    if said.asks_consent:
        canary.say(person, "consent", purpose)
    if said.open_per:
        table = canary.compiled.mapped.cases[said.open_per.case]
        for _, key in held(canary, person).get(str(table), ()):
            open_case(
                canary.connection, canary.compiled, purpose, key, because=ACTOR, actor=ACTOR, reader=_login(canary)
            )
    for need in sorted(said.needs, key=lambda each: each.kind == "confirmed"):
        if need.kind != "consent":
            meets_need(canary, person, purpose, need)


def _login(canary: Canary) -> str:
    """Who logged in to the connection on which everything is tried."""
    row = canary.connection.execute("select session_user").fetchone()
    return str(row[0]) if row else ""


def meet(look: Look, purpose: str) -> Meeting | Unproved:
    """Somebody whom a purpose sees; one that rests on consent is given it first."""
    canary = canary_of(look)
    if isinstance(canary, Unproved):
        return canary
    door, untold = door_of(look, purpose), ""
    for person in canary.people():
        opened_to(canary, person, purpose)
        keys = held(canary, person)
        before = sees(canary, door, person, keys)
        if before.count:
            return Meeting(canary, door, person, keys, before)
        untold = untold or before.not_looked_at
    return Unproved(says=f"`{purpose}` sees nothing of the canary{untold}, so there is nothing to hide")


def meet_all(look: Look) -> Iterator[Meeting]:
    """Each purpose that sees something of somebody, with consents given first to all that rest on one."""
    canary = canary_of(look)
    if isinstance(canary, Unproved):
        return
    policy = look.compiled.policy
    for person in canary.people():
        for name in policy.purposes:
            opened_to(canary, person, name)
        keys = held(canary, person)
        for name in policy.purposes:
            door = door_of(look, name)
            before = sees(canary, door, person, keys)
            if before.count:
                yield Meeting(canary, door, person, keys, before)
