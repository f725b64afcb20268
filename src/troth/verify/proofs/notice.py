"""People are told of a changed policy: who tells them reaches them whatever they declined, and has done so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from psycopg import sql

from troth.compiler.live.grounds_and_locks import told_of
from troth.compiler.live.live import Live
from troth.compiler.rows import Row, both, either
from troth.compiler.windows import TableWindow
from troth.policy.kept_by import Argument, takes
from troth.verify.canary.meeting import Meeting, meet
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.reach import door_of
from troth.verify.trying import as_window
from troth.verify.written import among, rows_where

KIND = "notice"
ARGUMENT = takes("purpose")
NEEDS = "canary"
MOST = 10_000
"""How many people are looked at one by one."""


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """The canary is reached after declining everything; telling them is written down; and everybody was told."""
    for name in argument.all("purpose"):
        yield from _everybody(look, name)
        meeting = meet(look, name)
        if isinstance(meeting, Unproved):
            yield meeting
            continue
        yield meeting.seen()
        yield _in_spite(look, meeting, name)
        yield _written(look, meeting)


def _in_spite(look: Look, meeting: Meeting, name: str) -> Evidence:
    """Who declines every offer is told of the policy all the same."""
    others = {other: said for other, said in look.compiled.policy.purposes.items() if other != name}
    for other, said in others.items():
        if said.asks_consent:
            meeting.canary.say(meeting.person, "consent", other)
    before = meeting.now()
    for other, said in others.items():
        if said.asks_consent:
            meeting.canary.say(meeting.person, "withdraw", other)
        if said.direct_marketing:
            meeting.canary.say(meeting.person, "object", other)
    now = meeting.now()
    kept = now.count == before.count
    says = (
        f"after they declined everything that can be declined, it still sees {now}"
        if kept
        else f"after they declined everything else, it sees {now.count} of their {before.count} rows"
    )
    return Evidence(kept=kept, says=says, how=f"set role {meeting.door.role}; count their rows", count=before.count)


def _written(look: Look, meeting: Meeting) -> Evidence:
    """That somebody was told, and of which version, is in their history and in the ledger."""
    version, person = look.compiled.policy.version, meeting.person
    meeting.canary.say(person, "notified")
    told = [each for each in meeting.canary.subject(person).history() if each.word == "notify"]
    about = {"word": "notify", "kind": person.kind, "key": list(map(str, person.key))}
    entries = look.rows("proof entries about", about)[0]["count"]
    kept = bool(told) and entries > 0
    says = f"that they were told of version {version} is {'' if kept else 'not '}in the history and the ledger"
    return Evidence(kept=kept, says=says, how=f"troth.history_{person.kind} and troth.ledger_entry", count=entries)


def _everybody(look: Look, name: str) -> Iterator[Evidence | Unproved]:
    """Of the people whom the purpose sees: who was there before this version, and was not told of it."""
    policy = look.compiled.policy
    applied = look.rows("proof versions applied", {"policy": policy.policy})
    if len(applied) < 2:
        says = "no version was in force before this one: nobody had to be told of a change yet"
        yield Evidence(kept=True, says=says, how="troth.deployment", count=len(applied))
        return
    door = door_of(look, name)
    for table in door.window.tables.values():
        if table.table.subject is not None and table.personal:
            with as_window(look, door.role):
                found = look.connection.execute(_keys(door.schema, table)).fetchall()
            made_up = {person.key for person in look.canary.people(table.table.subject)} if look.canary else set()
            keys = [key for key in found if tuple(key) not in made_up]
            untold = _untold(look, name, table, keys, since=applied[-1]["at"])
            last = applied[-1]["version"]
            says = (
                f"{untold} of {len(keys)} people of {table.relation} were not told of version {last}"
                if untold
                else f"all of {len(keys)} people of {table.relation} were told of version {last}, or came after it"
            )
            yield Evidence(kept=not untold, says=says, how=f"set role {door.role}; troth.agreed", count=len(keys))


def _keys(schema: str, table: TableWindow) -> sql.Composed:
    return sql.SQL("select {} from {} limit {}").format(
        sql.SQL(", ").join(map(sql.Identifier, table.table.table.primary_key)),
        sql.Identifier(schema, table.relation.name),
        sql.Literal(MOST),
    )


def _untold(look: Look, name: str, table: TableWindow, keys: Sequence[Sequence[Any]], *, since: Any) -> int:
    """How many of these people were not told of the policy at hand. Who came later was shown it then."""
    if not keys:
        return 0
    live, row = Live(look.compiled.policy, look.compiled.mapped), Row(table.relation.name)
    told = told_of(live, name, row, table.owners[0], look.compiled.policy.version)
    came = table.table.collected
    later = sql.SQL("{} >= {}").format(row.column(came), sql.Literal(since)) if came else sql.SQL("false")
    untold = sql.SQL("({}) is not true").format(either([told, later]))
    return rows_where(look, table.relation, both([among(row, table.table, keys), untold]))
