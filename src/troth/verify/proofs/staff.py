"""People of a staff role reach the windows that name it, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.compiler.names import window_schema
from troth.compiler.rows import qualified
from troth.policy.kept_by import Argument, takes
from troth.verify.evidence import Evidence
from troth.verify.look import Look
from troth.verify.trying import refusal

KIND = "staff"
ARGUMENT = takes("staff", one_of=("everyone",), purposes="purpose")


def prove(look: Look, argument: Argument) -> Iterator[Evidence]:
    """The windows it may become, that it inherits from none of them, and attempts without becoming one."""
    asked = argument.all("staff")
    everyone = {staff for purpose in look.compiled.policy.purposes.values() for staff in purpose.by}
    for staff in sorted(everyone) if asked == ("everyone",) else asked:
        yield _windows(look, staff, argument.all("purposes"))
        yield _alone(look, staff)


def _windows(look: Look, staff: str, only: tuple[str, ...]) -> Evidence:
    names = look.compiled.names
    role = names.staff(staff)
    wanted = {name for name, purpose in look.compiled.policy.purposes.items() if staff in purpose.by}
    allowed = {names.window(name) for name in (wanted & set(only) if only else wanted)}
    has = {member.role for member in look.roles.members if member.member == role and member.usable}
    inherits = {member.role for member in look.roles.members if member.member == role and member.inherits}
    wrong = sorted((has - allowed) | inherits)
    people = look.roles.becoming(role)
    says = (
        f"`{staff}` reaches more than it may: {', '.join(wrong)}"
        if wrong
        else f"`{staff}` ({len(people)} logins) may work for {', '.join(sorted(wanted)) or 'nothing'}, one at a time"
    )
    return Evidence(kept=not wrong, says=says, how="pg_auth_members", count=len(has))


def _alone(look: Look, staff: str) -> Evidence:
    """Without becoming a window it reads neither a table nor a view."""
    role = look.compiled.names.staff(staff)
    places = [qualified(table.relation) for table in look.personal]
    places += [
        sql.Identifier(window_schema(window.purpose), table.relation.name)
        for window in look.compiled.windows
        for table in window.tables.values()
        if not table.table.plain
    ]
    through = [
        place.as_string(look.connection)
        for place in places
        if refusal(look, role, sql.SQL("select 1 from {} limit 1").format(place)) is None
    ]
    says = (
        f"without a purpose it reads {', '.join(through[:5])}"
        if through
        else f"{len(places)} attempts without a purpose were refused"
    )
    return Evidence(kept=not through, says=says, how="set role, select", count=len(places))
