"""A purpose that opens cases sees nobody before the case is opened, on the record, by the login that looks."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.policy.kept_by import Argument, takes
from troth.postgres.statements import statement
from troth.verify.canary.meeting import Meeting, meet
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.trying import refusal

KIND = "opening"
ARGUMENT = takes("purpose")
NEEDS = "canary"

_OPEN = sql.SQL(
    "insert into troth.opening (purpose, table_name, key, reader, because, actor, until) "
    "select purpose, table_name, key, reader, because, actor, until from troth.opening"
)


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """A canary whose case is opened, is opened by somebody else, and is not; and who could open one from inside."""
    for name in argument.all("purpose"):
        if look.compiled.policy.purposes[name].open_per is None:
            yield Unproved(says=f"`{name}` is worked for without opening a case")
            continue
        yield _from_inside(look, name)
        meeting = meet(look, name)
        if isinstance(meeting, Unproved):
            yield meeting
            continue
        yield Evidence(kept=True, says=f"with their case open it sees {meeting.before} of `{meeting.person.name}`",
                       how=f"a case opened, then set role {meeting.door.role}", count=meeting.before.count)  # fmt: skip
        yield _without(look, name, meeting, "proof openings of others", "opened by another login")
        yield _without(look, name, meeting, "proof openings away", "with no case open")


def _without(look: Look, name: str, meeting: Meeting, words: str, when: str) -> Evidence:
    with look.connection.transaction(force_rollback=True):
        look.connection.execute(statement(words), {"purpose": name})
        return meeting.hidden(when)


def _from_inside(look: Look, name: str) -> Evidence:
    role = look.compiled.names.window(name)
    refused = refusal(look, role, _OPEN)
    says = f"{role} opens nothing itself: {refused}" if refused else f"{role} may open cases itself, and take that back"
    return Evidence(kept=refused is not None, says=says, how="set role, insert into troth.opening", count=1)
