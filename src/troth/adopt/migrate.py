"""The company's own migrations go on working: a window that is in the way is closed for the moment and opened again.

Where the migration's statements can be seen (a file, Alembic), everything happens in its own transaction, and only the
windows that name a changed column are closed. Where only a command can be run, the windows of the tables it will
change are closed before it and opened after it. If they cannot be opened, they stay closed: no access rather than too
much.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

import psycopg

from troth.adopt.closing import close, in_the_way, keeping_settings, on_tables, with_all_above
from troth.compiler.names import STANDING_SCHEMA
from troth.errors import Refused, Unavailable
from troth.findings import Finding, Level, Place
from troth.postgres.catalogue import Relation
from troth.postgres.objects import Key
from troth.postgres.statements import statement
from troth.rollout.apply import apply
from troth.rollout.deployment import Files, compile_anew
from troth.rollout.plan import Plan, changes_needed, deployed, fingerprint

NOT_ONE_TRANSACTION, BLOCKED, STILL_CLOSED = "TR806", "TR807", "TR808"

MOST_ATTEMPTS = 200
"""PostgreSQL names one thing in the way at a time: as many as one column can have windows and policies."""

Dependent = (psycopg.errors.FeatureNotSupported, psycopg.errors.DependentObjectsStillExist)


@dataclass(frozen=True, kw_only=True)
class Migrated:
    """What a migration did to the windows: what was closed, what is open again, what nobody has mapped yet."""

    closed: tuple[Key, ...]
    reopened: tuple[Key, ...]
    findings: tuple[Finding, ...]
    exit_code: int = 0
    """Of the command that was run, if one was."""

    @property
    def gone(self) -> tuple[Key, ...]:
        """What was closed and is not open again, because the policy no longer wants it."""
        return tuple(key for key in self.closed if key not in self.reopened)

    def __str__(self) -> str:
        opened = [key.name for key in self.reopened if _is_window(key)]
        lines = ["Closed for the migration and opened again:"] if opened else []
        for schema, views in groupby((name.partition(".") for name in opened), key=lambda parts: parts[0]):
            lines.append(f"  {schema}: {', '.join(view for _, _, view in views)}")
        lines += [f"Not opened again: {key}" for key in self.gone if _is_window(key)]
        lines = lines or ["No window was in the way of the migration."]
        lines += [str(finding) for finding in self.findings if finding.level is not Level.NOTE]
        return "\n".join(lines)

    def to_json(self) -> dict[str, object]:
        return {
            "closed": [str(key) for key in self.closed],
            "reopened": [str(key) for key in self.reopened],
            "findings": [finding.to_json() for finding in self.findings],
            "exit_code": self.exit_code,
        }


def _is_window(key: Key) -> bool:
    return key.sort == "view" and not key.name.startswith(f"{STANDING_SCHEMA}.")


@dataclass
class Migration:
    """One migration inside one transaction. Each statement is run with `run`; in the end `finish` opens the windows."""

    connection: psycopg.Connection[Any]
    files: Files
    prefix: str | None = None
    closed: list[Key] = field(default_factory=list)

    def run(self, execute: Callable[[], object]) -> None:
        """Run a statement; where windows are in its way, close those and run it again.

        Raises what PostgreSQL says when something else is in the way. Needs an open transaction.
        """
        for _ in range(MOST_ATTEMPTS):
            self.connection.execute(statement("migrate savepoint"))
            try:
                execute()
            except Dependent as problem:
                self.connection.execute(statement("migrate again"))
                if not self._make_way(problem):
                    raise
            else:
                self.connection.execute(statement("migrate done"))
                return
        raise Unavailable(_blocked(self.closed))

    def _make_way(self, problem: psycopg.Error) -> bool:
        live = deployed(self.connection, self.files.names(self.prefix))
        said = f"{problem.diag.message_primary or ''}\n{problem.diag.message_detail or ''}"
        found = in_the_way(live, said)
        self.closed += close(self.connection, with_all_above(live, found))
        return bool(found)

    def finish(self) -> Migrated:
        """Open the windows again, as the policy wants them on the tables as they are now.

        Raises Refused if the data map no longer fits; a column that nobody has mapped is only a finding.
        """
        with keeping_settings(self.connection):
            return reopen(self.connection, self.files, self.prefix, tuple(self.closed))


def migrate_sql(connection: psycopg.Connection[Any], script: str, files: Files, prefix: str | None = None) -> Migrated:
    """Run a file of SQL statements in one transaction, with the windows in its way closed until its end.

    Raises Refused (TR806) if the script begins or ends transactions itself, or with the findings of a data map that no
    longer fits; psycopg.Error as PostgreSQL raises it. Then nothing has changed.
    """
    if ends_transaction(script):
        raise Refused(_own_transaction())
    with connection.transaction():
        migration = Migration(connection, files, prefix)
        migration.run(lambda: connection.execute(script.encode()))
        return migration.finish()


_QUOTED = re.compile(r"""--[^\n]*|/\*.*?\*/|\$(\w*)\$.*?\$\1\$|'(?:[^']|'')*'|"(?:[^"]|"")*\"""", re.DOTALL)
_TRANSACTION = re.compile(
    r"(?:^|;)\s*(?:begin|commit|rollback|abort|end|start\s+transaction)\b(?!\s+to\b|\s+transaction\s+to\b)[^;]*(?:;|$)",
    re.IGNORECASE,
)


def ends_transaction(script: str) -> bool:
    """Whether a script of SQL begins or ends a transaction. `rollback to savepoint` does not."""
    return _TRANSACTION.search(_QUOTED.sub(" ", script).strip()) is not None


def migrate_command(
    connection: psycopg.Connection[Any],
    command: Sequence[str],
    files: Files,
    *,
    tables: Sequence[Relation] = (),
    prefix: str | None = None,
) -> Migrated:
    """Run a command that migrates the database by itself, with the windows of some tables (or of all) closed meanwhile.

    `connection` must be in autocommit. The windows are opened again whether the command succeeds or fails; its exit
    code is in the answer. Raises Unavailable or Refused (TR808 among the findings) if they cannot be: they stay closed.
    """
    with connection.transaction():
        live = deployed(connection, files.names(prefix))
        chosen = tuple(tables) or tuple(Relation(*name) for name in files.declared.data_map.tables)
        closed = close(connection, with_all_above(live, on_tables(live, chosen)))
    exit_code = _run(command)
    try:
        with connection.transaction():
            return replace(reopen(connection, files, prefix, closed), exit_code=exit_code)
    except (Refused, Unavailable) as problem:
        raise type(problem)(_still_closed(closed, exit_code), *problem.findings) from None


def _run(command: Sequence[str]) -> int:
    """The exit code of a command. One that cannot be started has failed as a shell would say it."""
    try:
        return subprocess.run(list(command), check=False).returncode
    except OSError:
        return 127


def reopen(connection: psycopg.Connection[Any], files: Files, prefix: str | None, closed: tuple[Key, ...]) -> Migrated:
    """Plan and apply on the tables as they are now. Raises Refused if the data map does not fit them."""
    compiled, findings = compile_anew(connection, files.declared, prefix)
    needed = changes_needed(connection, compiled)
    plan = Plan(
        compiled=compiled,
        changes=needed.changes,
        effects=(),
        findings=findings,
        starting_point=fingerprint(needed.live, compiled.mapped.catalogue),
        stored=needed.stored,
    )
    if plan.changes:
        apply(connection, plan, policy_file=files.policy_text, tables_file=files.tables_text)
    made = tuple(key for key in closed if key in compiled.objects.items)
    return Migrated(closed=closed, reopened=made, findings=findings)


def _own_transaction() -> Finding:
    return Finding(
        code=NOT_ONE_TRANSACTION,
        message="the script begins or ends a transaction itself",
        where=Place(object="the script"),
        why="windows are closed and opened in the transaction of the migration, so that nobody sees what is in between",
        hint="take begin and commit out of it, or run it as a command: troth migrate -- psql -f FILE",
    )


def _blocked(closed: Sequence[Key]) -> Finding:
    return Finding(
        code=BLOCKED,
        message=f"something is still in the way of the migration after {len(closed)} objects were closed",
        where=Place(object=", ".join(sorted({key.name for key in closed})[:5]) or "the migration"),
        why="what hangs on the tables is closed until nothing is left to close; the migration was rolled back",
        hint="look at what PostgreSQL says when the statement is run alone",
    )


def _still_closed(closed: Sequence[Key], exit_code: int) -> Finding:
    windows = ", ".join(key.name for key in closed if key.sort == "view")
    return Finding(
        code=STILL_CLOSED,
        message=f"these stay closed, for the policy cannot be applied again: {windows}",
        where=Place(object=windows or "the windows"),
        why=f"the command ended with {exit_code}, and what is below stands against the data map",
        hint="mend the data map, then run `troth apply`",
    )
