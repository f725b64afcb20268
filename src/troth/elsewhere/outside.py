"""Who else has to hear of a deed: recipients to whom the data was disclosed (Art. 19 GDPR), and other systems.

It is looked at for a plan, and written down in the transaction of the deed, before anything is erased: what is owed to
others carries the key by which they know the person, and so outlives the person's rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import psycopg
from psycopg import sql

from troth.compiler.build import Compiled
from troth.compiler.needed.files import file_columns
from troth.compiler.rows import equal, qualified
from troth.elsewhere.files import File, owe_files
from troth.ledger.store import pseudonym
from troth.policy.categories import covers
from troth.policy.model import Policy
from troth.postgres.parameters import as_json
from troth.postgres.statements import statement
from troth.standing.telling import asked_of, given_to, owed
from troth.tables.elsewhere import TASK, System

Connection = psycopg.Connection[Any]

_ONE_PERSON = sql.SQL("(select %(key)s::jsonb)")


@dataclass(frozen=True, kw_only=True)
class Deed:
    """What is done about one person: `erase`, `rectify`, `restrict` or `access`, and to which categories of data.

    `key` is as PostgreSQL has it, a tuple with one value for each column; no categories: all of them.
    """

    what: str
    kind: str
    key: tuple[Any, ...]
    categories: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A recipient who has to be told: of which categories, because of which disclosures."""

    recipient: str
    categories: tuple[str, ...]
    disclosures: tuple[int, ...]
    webhook: bool
    """Whether it has one; else people tell it."""

    def __str__(self) -> str:
        numbers = ", ".join(map(str, self.disclosures))
        by = "by webhook" if self.webhook else "by people"
        return f"tell {self.recipient} {by}: {', '.join(self.categories)} (disclosure {numbers})"


@dataclass(frozen=True, kw_only=True)
class Task:
    """Something to be done in another system: by its webhook, or by people."""

    system: str
    what: str
    categories: tuple[str, ...]
    about: Mapping[str, Any]
    """By which key the system knows the person."""
    within: str
    assigned: str | None
    webhook: bool

    def __str__(self) -> str:
        by = "by webhook" if self.webhook else f"a task for {self.assigned}" if self.assigned else "a task"
        return f"{self.what} in {self.system}, {by} within {self.within}"


@dataclass(frozen=True, kw_only=True)
class Later:
    """A place from which data goes by itself, such as backups."""

    system: str
    after: str
    on: date

    def __str__(self) -> str:
        return f"{self.system}: gone by {self.on} ({self.after})"


@dataclass(frozen=True, kw_only=True)
class Outside:
    """What a deed means outside this database."""

    deed: Deed
    notices: tuple[Notice, ...] = ()
    tasks: tuple[Task, ...] = ()
    files: tuple[File, ...] = ()
    """Files that have to go before the cells that say where they are."""
    later: tuple[Later, ...] = ()

    @property
    def empty(self) -> bool:
        return not (self.notices or self.tasks or self.files or self.later)

    def __str__(self) -> str:
        return "\n".join(map(str, (*self.notices, *self.tasks, *self.files, *self.later)))

    def to_json(self) -> dict[str, object]:
        """The same as plain data, without the keys by which others know the person."""
        tasks = ({name: part for name, part in asdict(task).items() if name != "about"} for task in self.tasks)
        notices, later = map(asdict, self.notices), map(asdict, self.later)
        files = [{"system": file.system, "table": str(file.table), "column": file.column} for file in self.files]
        return {"notices": list(notices), "tasks": list(tasks), "files": files, "gone_after": list(later)}

    def write(self, connection: Connection, *, request: int | None = None) -> None:
        """Write down what is owed to others, in the transaction of the deed."""
        if not (self.notices or self.tasks or self.files):
            return
        deed = self.deed
        owe_files(connection, self.files, request=request, person=(deed.kind, deed.key))
        name = pseudonym(connection, deed.kind, deed.key)
        if self.notices:
            connection.execute(owed(_ONE_PERSON), _asked(deed, request=request))
        for task in self.tasks:
            connection.execute(statement("task owe"), _row(task, deed, name=name, request=request))


def look_outside(connection: Connection, compiled: Compiled, deed: Deed) -> Outside:
    """What a deed means outside this database. Reads as the tables' owner, and changes nothing."""
    policy, systems = compiled.policy, compiled.mapped.elsewhere
    concerned = {name: system for name, system in systems.items() if _concerns(system, deed)}
    by_file = {column.file for _, column in file_columns(compiled.mapped)}
    # Where the map says which files lie there and no other key is known, each of them is a task, and nothing else is.
    told = {n: each for n, each in concerned.items() if each.errand(deed.what) and (each.key or n not in by_file)}
    gone = {name: system.gone_after for name, system in concerned.items() if system.gone_after}
    return Outside(
        deed=deed,
        notices=tuple(_notices(connection, policy, deed)) if deed.what != "access" else (),
        tasks=tuple(_tasks(connection, compiled, told, deed)),
        later=tuple(_later(connection, gone)) if deed.what == "erase" else (),
    )


def _concerns(system: System, deed: Deed) -> bool:
    """Whether a system holds some of what the deed is about."""
    if not (system.holds and deed.categories):
        return True
    return any(covers(pattern, category) for pattern in system.holds for category in deed.categories)


def _notices(connection: Connection, policy: Policy, deed: Deed) -> Iterator[Notice]:
    found = connection.execute(given_to(_ONE_PERSON), _asked(deed)).fetchall()
    for recipient, _, categories, disclosures in found:
        known = policy.recipients.get(recipient)
        yield Notice(
            recipient=recipient,
            categories=tuple(categories),
            disclosures=tuple(disclosures),
            webhook=known is not None and known.notify is not None,
        )


def _asked(deed: Deed, request: int | None = None) -> dict[str, Any]:
    asked = asked_of(deed.what, deed.kind, categories=sorted(deed.categories), request=request)
    return {**asked, "key": as_json(list(deed.key))}


def _tasks(connection: Connection, compiled: Compiled, told: Mapping[str, System], deed: Deed) -> Iterator[Task]:
    for name, system in told.items():
        about = _known_by(connection, compiled, system, deed)
        if about is None:
            continue
        yield Task(
            system=name,
            what=deed.what,
            categories=tuple(sorted(c for c in deed.categories if not system.holds or _held(system, c))),
            about=about,
            within=system.within,
            assigned=system.assigned(deed.what),
            webhook=not (system.errand(deed.what) or TASK).startswith(TASK),
        )


def _held(system: System, category: str) -> bool:
    return any(covers(pattern, category) for pattern in system.holds)


def _known_by(connection: Connection, compiled: Compiled, system: System, deed: Deed) -> dict[str, Any] | None:
    """By what a system knows the person: their key, or what stands in a column of their row; None if nothing does."""
    if not system.key:
        return {deed.kind: list(deed.key)}
    table = compiled.mapped.subject_table(deed.kind)
    for column in system.key:
        if tuple(column.table) == tuple(table.relation):
            value = _cell(connection, compiled, deed, column.column)
            return {str(column): value} if value is not None else None
    return None


def _cell(connection: Connection, compiled: Compiled, deed: Deed, column: str) -> Any:
    table = compiled.mapped.subject_table(deed.kind)
    names = table.table.primary_key
    parts: Sequence[sql.Composable] = [
        sql.SQL("{}::{}").format(sql.Placeholder(f"k{count}"), sql.SQL(table.columns[name].column.type))
        for count, name in enumerate(names)
    ]
    query = sql.SQL("select to_jsonb({}) from {} where {}").format(
        sql.Identifier(column), qualified(table.relation), equal([sql.Identifier(name) for name in names], parts)
    )
    row = connection.execute(query, {f"k{count}": part for count, part in enumerate(deed.key)}).fetchone()
    return row[0] if row else None


def _later(connection: Connection, gone: Mapping[str, str]) -> Iterator[Later]:
    for name, after in gone.items():
        ((on,),) = connection.execute(statement("outside gone on"), {"after": after}).fetchall()
        yield Later(system=name, after=after, on=on)


def _row(task: Task, deed: Deed, *, name: str, request: int | None) -> dict[str, Any]:
    return {
        "system": task.system,
        "what": task.what,
        "kind": deed.kind,
        "key": as_json(list(deed.key)),
        "pseudonym": name,
        "categories": as_json(list(task.categories)),
        "request": request,
        "within": task.within,
        "about": as_json(dict(task.about)),
        "assigned": task.assigned,
        "webhook": task.webhook,
    }
