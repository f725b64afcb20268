"""Which window each statement of the running application would need, told by PostgreSQL itself.

Every different statement of the log is offered to each window: parsed and planned as the window's own role, on its
search path, in a transaction that reads only and is rolled back. Nothing is run. No value of a statement is shown.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import pq, sql

from troth.adopt.logs import Logged, unqualified, without_values
from troth.compiler.build import Compiled
from troth.compiler.names import window_schema
from troth.compiler.windows import Window
from troth.postgres.catalogue import Relation
from troth.postgres.statements import statement

NAME = "troth_observed"
_OF_DATA = re.compile(r"[\s(]*(select|insert|update|delete|merge|with|values|table)\b", re.IGNORECASE)
_OF_SESSION = re.compile(
    r"\s*(begin|start|commit|end|rollback|abort|savepoint|release|set|reset|show|discard|listen|unlisten|notify|"
    r"deallocate|prepare|execute|declare|fetch|move|close|explain|lock)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, kw_only=True)
class Observed:
    """One statement of the application, without its values: how often it ran, what it touches, who could run it."""

    text: str
    count: int
    touches: Mapping[Relation, tuple[str, ...]]
    """Tables of the company with the columns used of each."""
    windows: tuple[str, ...] = ()
    """Purposes whose window runs it as it is."""
    windows_unqualified: tuple[str, ...] = ()
    """Purposes whose window runs it once it no longer names the tables' schema."""
    missing: Mapping[str, tuple[str, ...]] | None = None
    """For each purpose whose window shows some of it: what is missing there."""
    problem: str = ""
    """Why PostgreSQL does not take it even from the tables' owner, as an SQLSTATE."""

    @property
    def served(self) -> bool:
        return bool(self.windows or self.windows_unqualified)

    def __str__(self) -> str:
        lines = [f"{self.count:>7}  {self.text}"]
        if self.problem:
            return "\n".join([*lines, f"         not understood by this database (SQLSTATE {self.problem})"])
        touched = [f"{table}({', '.join(columns)})" for table, columns in sorted(self.touches.items())]
        lines += [f"         touches {'; '.join(touched)}"]
        lines += [f"         runs in {', '.join(self.windows)}"] * bool(self.windows)
        if self.windows_unqualified:
            lines.append(
                f"         runs in {', '.join(self.windows_unqualified)}, without the schema before the tables"
            )
        if not self.served:
            near = sorted((self.missing or {}).items(), key=lambda item: len(item[1]))[:3]
            lines += [f"         {purpose} lacks {', '.join(what)}" for purpose, what in near]
            lines += ["         no window shows any of it"] * (not near)
        return "\n".join(lines)


@dataclass(frozen=True, kw_only=True)
class Observation:
    """What a log says about an application: its statements, the most frequent first."""

    statements: tuple[Observed, ...]
    others: Mapping[str, int]
    """Statements that read or write no rows, by their first word: those need the tables' owner."""

    def __str__(self) -> str:
        served = sum(one.count for one in self.statements if one.served)
        total = sum(one.count for one in self.statements)
        lines = [f"{served} of {total} statements ({len(self.statements)} different) run in a window."]
        lines += [str(one) for one in self.statements]
        others = ", ".join(f"{word} ({count})" for word, count in sorted(self.others.items()))
        return "\n".join([*lines, *[f"Outside of windows: {others}"] * bool(others)])

    def to_json(self) -> dict[str, object]:
        return {
            "statements": [
                {
                    "text": one.text,
                    "count": one.count,
                    "touches": {str(table): list(columns) for table, columns in one.touches.items()},
                    "windows": list(one.windows),
                    "windows_unqualified": list(one.windows_unqualified),
                    "missing": {purpose: list(what) for purpose, what in (one.missing or {}).items()},
                    "problem": one.problem,
                }
                for one in self.statements
            ],
            "others": dict(self.others),
        }


def observe(
    connection: psycopg.Connection[Any], compiled: Compiled, log: Iterable[Logged], *, user: str | None = None
) -> Observation:
    """What each statement of a log would need. The policy must be applied; `user` leaves out other logins' statements.

    Changes nothing. The connection must be the deploying login's, which may become each window's role.
    """
    counts: Counter[str] = Counter()
    others: Counter[str] = Counter()
    examples: dict[str, str] = {}
    for logged in log:
        if user not in (None, logged.user) or logged.database not in (None, connection.info.dbname):
            continue
        if not _OF_DATA.match(logged.text):
            word = re.match(r"\W*(\w+)", without_values(logged.text))
            if word and not _OF_SESSION.match(logged.text):
                others[word[1]] += 1
            continue
        text = without_values(logged.text)
        counts[text] += 1
        examples.setdefault(text, logged.text)
    found = (_observed(connection, compiled, text, examples[text], count) for text, count in counts.most_common())
    statements = tuple(one for one in found if one.problem or one.touches)
    return Observation(statements=statements, others=dict(others))


def _observed(connection: psycopg.Connection[Any], compiled: Compiled, text: str, example: str, count: int) -> Observed:
    problem, plan = _planned(connection, example)
    if problem:
        return Observed(text=text, count=count, touches={}, problem=problem)
    touches = _touched(plan, compiled, text)
    if not touches:
        return Observed(text=text, count=count, touches={})
    names = _shown_names(compiled, touches)
    bare = unqualified(example, {table.schema for table in compiled.mapped.tables})
    windows, without_schema, missing = [], [], {}
    for window in compiled.windows:
        refused, _ = _planned(connection, example, compiled, window)
        if not refused:
            windows.append(window.purpose)
        elif bare != example and not _planned(connection, bare, compiled, window)[0]:
            without_schema.append(window.purpose)
        elif lacks := _lacking(window, touches, text):
            missing[window.purpose] = lacks
    return Observed(
        text=text,
        count=count,
        touches=names,
        windows=tuple(windows),
        windows_unqualified=tuple(without_schema),
        missing=missing,
    )


def _shown_names(compiled: Compiled, touches: Mapping[Relation, tuple[str, ...]]) -> Mapping[Relation, tuple[str, ...]]:
    return {relation: touches[relation] for relation in sorted(touches) if relation in compiled.mapped.catalogue.tables}


def _lacking(window: Window, touches: Mapping[Relation, tuple[str, ...]], text: str) -> tuple[str, ...]:
    """What a window lacks of a statement, if it shows at least one of its tables."""
    if not any(relation in window.tables for relation in touches):
        return ()
    lacks = []
    for relation, columns in touches.items():
        table = window.tables.get(relation)
        if table is None:
            lacks.append(str(relation))
        else:
            lacks += [f"{relation}.{column}" for column in columns if column not in table.shown]
    word = text.split(maxsplit=1)[0].lstrip("(")
    return tuple(lacks) or (f"the right to {word} there",)


def _planned(
    connection: psycopg.Connection[Any], text: str, compiled: Compiled | None = None, window: Window | None = None
) -> tuple[str, Any]:
    """The SQLSTATE with which PostgreSQL refuses a statement, or its plan. As a window's role, if one is given.

    The text goes through the extended protocol alone, which takes one statement and runs none.
    """
    taken = False
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(statement("observe settings"))
            if window is not None and compiled is not None:
                role = sql.Identifier(compiled.names.window(window.purpose))
                path = sql.Identifier(window_schema(window.purpose))
                connection.execute(sql.SQL("set local role {}").format(role))
                connection.execute(sql.SQL("set local search_path = {}").format(path))
            prepared = connection.pgconn.prepare(NAME.encode(), text.encode())
            taken = prepared.status == pq.ExecStatus.COMMAND_OK
            return ("", _explained(connection)) if taken else (_state(prepared), None)
    except psycopg.Error as problem:
        return problem.sqlstate or "XX000", None
    finally:
        if taken:
            # What is prepared outlives a rollback.
            connection.execute(sql.SQL("deallocate {}").format(sql.Identifier(NAME)))


def _explained(connection: psycopg.Connection[Any]) -> Any:
    """The plan of what was prepared. Making it also checks the role's privileges."""
    count = connection.pgconn.describe_prepared(NAME.encode()).nparams
    values = sql.SQL("({})").format(sql.SQL(", ").join([sql.NULL] * count)) if count else sql.SQL("")
    explain = sql.SQL("explain (verbose, costs off, format json) execute {} {}")
    row = connection.execute(explain.format(sql.Identifier(NAME), values)).fetchone()
    return row[0] if row else []


def _state(result: pq.abc.PGresult) -> str:
    return (result.error_field(pq.DiagnosticField.SQLSTATE) or b"XX000").decode()


def _touched(plan: Any, compiled: Compiled, text: str) -> dict[Relation, tuple[str, ...]]:
    """The tables of a plan with the columns that its expressions name, or that its text names where it writes."""
    tables: dict[str, Relation] = {}
    written: set[Relation] = set()
    texts: list[str] = []
    for node in _nodes(json.loads(plan) if isinstance(plan, str) else plan):
        if "Relation Name" in node:
            relation = Relation(node.get("Schema", "public"), node["Relation Name"])
            tables[node.get("Alias", relation.name)] = relation
            written |= {relation} if node.get("Operation") in ("Insert", "Update", "Merge") else set()
        texts += [part for value in node.values() for part in (value if isinstance(value, list) else [value])
                  if isinstance(part, str)]  # fmt: skip
    found: dict[Relation, set[str]] = {}
    everything = "\n".join(texts)
    # A scan's output may be the whole row: only what the statement names, or `*`, is used.
    star = "*" in text.replace("count(*)", "")
    for alias, relation in tables.items():
        table = compiled.mapped.catalogue.tables.get(relation)
        if table is None:
            continue
        used = found.setdefault(relation, set())
        for column in table.columns:
            named = rf'(?<![\w"]){_printed(alias)}\.{_printed(column.name)}(?![\w"])'
            alone = len(tables) == 1 and _alone(column.name, everything)
            said = _alone(column.name, text) or f".{column.name}" in text
            planned = alone or re.search(named, everything) is not None
            if (planned and (said or star)) or (relation in written and said):
                used.add(column.name)
    return {relation: tuple(sorted(columns)) for relation, columns in found.items()}


def _printed(name: str) -> str:
    return f'"?{re.escape(name)}"?'


def _alone(column: str, texts: str) -> bool:
    """With one table, PostgreSQL leaves its name out."""
    return re.search(rf'(?<![\w".]){_printed(column)}(?![\w"(])', re.sub(r"'(?:[^']|'')*'", "", texts)) is not None


def _nodes(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, list):
        for piece in part:
            yield from _nodes(piece)
    elif isinstance(part, dict):
        if "Node Type" in part:
            yield {key: value for key, value in part.items() if key != "Node Type"}
        for value in part.values():
            if isinstance(value, list | dict):
                yield from _nodes(value)
