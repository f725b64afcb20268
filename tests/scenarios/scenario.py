"""Reads a scenario and plays it on a real PostgreSQL: tables, policy, data, then step by step who sees what.

A scenario is a YAML file:

    says      one sentence
    policy    what this company promises, without the parts that are always the same (see ALWAYS)
    map       the data map
    tables    the company's tables, as SQL
    data      rows, as SQL
    steps     a list; each step may have, in this order:
      says       why
      restores   true: the last backup takes the place of the database; the journal is as it was
      closed     purposes that nobody may work for until the replay
      replay     what is repeated of each person, and what they have to be asked: [member 1: erase]; then it is done
      clock      what time it is, in the policy's time zone
      data       more SQL by the company
      ticket     for whom the windows of recipients with `as` are read from here on: {member: 2}; null for nobody
      opens      cases that are opened: {for: purpose, case: key, reader: another login than the window's}
      standing   words about a person: {member: 1, does: consent, to: newsletter, given: 2026-01-01 10:00}
      erase      people who are erased: {member: 1}, or of a part {member: 1, categories: [email]}, or {child: true}
      sweep      how much a sweep takes: {orders: rows deleted, member.email: cells erased}; no second finds any
      keeps      what stays of these, and what for: {"orders.total": "bookkeeping until 2036-01-01"}
      copies     what a person's access copy holds: [{member: 1, holds: {table: [rows]}, kept: {purpose: last day}}]
      takes      what a person's portable copy holds, in the same way
      corrects   [{member: 1, set: {member.email: new}, row: {orders: 7}, code: the finding that refuses it}]
      left       {table: [rows by name of column]}: all that is left, by key; columns not named do not matter
      sees       {purpose: {table: [keys of the rows seen]}}; `to carrier` is a recipient
      shows      {purpose: {table: [columns]}}
      refused    [{as: purpose, sql: statement, code: the SQLSTATE}]
      done       [{as: purpose, sql: statement, rows: how many it changed}]
      backup     true: the database is copied as it is now

After the last step the policy is planned again: there must be nothing to change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import yaml
from psycopg import sql

from databases import FreshDatabase
from integration.restored import BackupHere
from troth.client import Person, Troth
from troth.compiler.names import recipient_schema, window_schema
from troth.erasure.plan import Receipt
from troth.errors import Refused
from troth.postgres.catalogue import Relation
from troth.postgres.logins import Logins
from troth.session.tickets import Tickets
from troth.tables.model import parse_table

ALWAYS: dict[str, Any] = {
    "policy": "shop",
    "version": 1,
    "effective": "2020-01-01",
    "time_zone": "Europe/Berlin",
    "controller": {"name": "Shop", "contact": "privacy@shop.example", "country": "DE"},
    "subjects": {"member": {"says": "People who buy here"}},
}
FOR_EACH_PURPOSE = {"says": "A purpose of this scenario"}
STEP = {"opens", "copies", "takes", "corrects",
    "says", "clock", "data", "ticket", "standing", "erase", "keeps", "left", "sees", "shows", "refused", "done",
    "restores", "closed", "replay", "sweep", "backup",
}  # fmt: skip
CLOCK = "create or replace function troth.clock() returns timestamptz language sql stable parallel safe return {}"


def read(path: Path) -> dict[str, Any]:
    """A scenario's file. Raises ValueError for a key that no scenario has."""
    scenario: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    unknown = scenario.keys() - {"says", "policy", "map", "tables", "data", "steps"}
    unknown |= {key for step in scenario["steps"] for key in step.keys() - STEP}
    if unknown:
        raise ValueError(f"{path.name}: no scenario has {', '.join(sorted(unknown))}")
    return scenario


def write_files(scenario: dict[str, Any], folder: Path) -> None:
    """The two files of the scenario's company."""
    policy = ALWAYS | scenario["policy"]
    purposes = {name: FOR_EACH_PURPOSE | said for name, said in policy["purposes"].items()}
    recipients = {
        name: {"says": "A recipient", "country": "DE"} | said for name, said in policy.get("recipients", {}).items()
    }
    policy |= {"purposes": purposes} | ({"recipients": recipients} if recipients else {})
    (folder / "policy.yaml").write_text(yaml.safe_dump(policy, sort_keys=False, allow_unicode=True))
    (folder / "tables.yaml").write_text(yaml.safe_dump(scenario["map"], sort_keys=False, allow_unicode=True))


@dataclass
class Stage:
    """The scenario's company on a database."""

    folder: Path
    database: FreshDatabase
    backup: BackupHere
    troth: Troth = field(init=False)
    logins: Logins = field(init=False)
    tickets: Tickets = field(init=False)
    """Made at the scenario's time, which the application's own do not know of."""
    reader: dict[str, Any] = field(default_factory=dict)
    """Who reads the windows of recipients with `as`, by kind."""

    def __post_init__(self) -> None:
        self.open()

    def open(self) -> None:
        self.troth = Troth(self.folder, self.database.url, secret="of this scenario")
        self.logins = Logins(self.troth.opened.address)
        self.tickets = Tickets(self.logins, self.troth.files.declared.policy, self.troth.opened.names)

    def leave(self) -> None:
        """Nobody is at work any more."""
        self.logins.close()
        self.troth.close()

    def close(self) -> None:
        """Nobody is at work any more, and there is no backup."""
        self.leave()
        self.backup.close()

    def while_closed(self, work: Callable[[], None]) -> None:
        """Something is done to the database while nobody is at work in it."""
        self.leave()
        work()
        self.open()

    def company(self, statements: str) -> None:
        """The company works in its own database, as its owner."""
        with psycopg.connect(self.database.url, autocommit=True) as connection:
            connection.execute(statements.encode())

    def chief(self, statement: sql.Composable | str) -> None:
        with psycopg.connect(self.database.superuser, autocommit=True) as connection:
            connection.execute(statement if isinstance(statement, sql.Composable) else statement.encode())

    def clock(self, moment: object) -> None:
        """From now on it is this time, in the policy's time zone."""
        zone = self.troth.files.declared.policy.time_zone
        self.chief(CLOCK.format(f"timestamptz '{moment} {zone}'"))

    def real_time(self) -> None:
        self.chief(CLOCK.format("now()"))

    def say(self, word: dict[str, Any]) -> None:
        """One word about a person, at the desk. `given` dates a consent; `end` is what an erasure would do."""
        rest = dict(word)
        kind = next(key for key in word if key in self.troth.files.declared.policy.subjects)
        key, does, given = rest.pop(kind), rest.pop("does"), rest.pop("given", None)
        key = tuple(key) if isinstance(key, list) else key
        person = self.troth.subject(kind, key)
        if does == "end":
            self.chief(
                sql.SQL("insert into troth.{} values ({}, {}, 'ended', 0)").format(
                    sql.Identifier(f"hidden_{kind}"), sql.Literal(key), sql.Literal(rest["to"])
                )
            )
            return
        named = ("to",) if does == "hold" else ("to", "ground")
        plain = [rest.pop(name) for name in named if name in rest]
        getattr(person, does)(*plain, **rest)
        if given is not None:
            zone = self.troth.files.declared.policy.time_zone
            dated = sql.SQL("update troth.{} set given_at = {}::timestamptz where purpose = {} and subject = {}")
            table = sql.Identifier(f"consent_{kind}")
            self.chief(dated.format(table, sql.Literal(f"{given} {zone}"), sql.Literal(word["to"]), sql.Literal(key)))

    def erase(self, asked: dict[str, Any]) -> Receipt:
        """One person is erased, as far as is asked."""
        kind = next(key for key in asked if key in self.troth.files.declared.policy.subjects)
        key = tuple(asked[kind]) if isinstance(asked[kind], list) else asked[kind]
        person = self.troth.subject(kind, key)
        plan = person.plan_erasure(tuple(asked.get("categories", ())), child=asked.get("child", False))
        receipt = plan.apply(because="a scenario")
        assert (receipt.counts, receipt.stays) == (plan.counts, plan.stays)
        return receipt

    def sweep(self) -> dict[str, int]:
        """Everything that nothing needs goes, as the plan says: rows by table, cells by column."""
        plan, swept = self.troth.plan_sweep(ahead=False), self.troth.sweep()
        again = self.troth.plan_sweep(ahead=False)
        assert (plan.rows, plan.cells, swept.left_over, again.due) == (swept.rows, swept.cells, 0, ())
        rows = {str(table): taken.rows for table, taken in swept.taken.items() if taken.rows}
        cells = {f"{table}.{column}": n for table, taken in swept.taken.items() for column, n in taken.cells.items()}
        return rows | cells

    def replay(self) -> list[str]:
        """What was asked for since the backup is repeated; of each person what, and what they are to be asked."""
        plan = self.troth.restored.plan()
        assert self.troth.restored.replay(plan) == ()
        assert self.troth.restored.plan().empty
        again = [(someone, "", word) for someone in plan.people for word in someone.again]
        told = [(someone, "ask about ", word) for someone in plan.people for word in someone.told]
        return [
            f"{someone}: {before}{' '.join(filter(None, (word.word, word.purpose)))}"
            for someone, before, word in (*again, *told)
        ]

    def is_closed(self, purpose: str) -> bool:
        """Whether nobody may work for a purpose, because the database is older than its journal."""
        try:
            with self.troth.purpose(purpose):
                return False
        except Refused as refused:
            return [finding.code for finding in refused.findings] == ["TR744"]

    def person(self, asked: dict[str, Any]) -> Person:
        """The person whom a line names by kind and key."""
        kind = next(key for key in asked if key in self.troth.files.declared.policy.subjects)
        return self.troth.subject(kind, tuple(asked[kind]) if isinstance(asked[kind], list) else asked[kind])

    def copied(self, asked: dict[str, Any], *, portable: bool) -> list[str]:
        """What a person's copy holds that the scenario does not, or the other way round, in words."""
        person = self.person(asked)
        copy = person.port() if portable else person.access()
        found = {table.table: list(table.rows) for table in copy.tables}
        days = {one.purpose: str(one.latest) for table in copy.tables for one in table.kept}
        wrong = [] if found == asked["holds"] else [f"the copy of {person} holds {found}, not {asked['holds']}"]
        for purpose, day in asked.get("kept", {}).items():
            if days.get(purpose) != str(day):
                wrong.append(f"{purpose} keeps until {days.get(purpose)}, not until {day}")
        return wrong

    def corrected(self, asked: dict[str, Any]) -> list[str]:
        """A correction that ends otherwise than the scenario says, in words."""
        try:
            self.person(asked).rectify(asked["set"], rows=asked.get("row", {}))
        except Refused as refused:
            codes = [finding.code for finding in refused.findings]
            return [] if codes == [asked.get("code")] else [f"{asked['set']} was refused: {refused}"]
        return [f"{asked['set']} was not refused"] if "code" in asked else []

    def left(self, table: str, columns: list[str]) -> list[dict[str, Any]]:
        """These columns of all rows that are left in a table, in the order of its key."""
        relation = Relation(*parse_table(table))
        key = self.troth.known().mapped.tables[relation].table.primary_key
        query = sql.SQL("select {} from {} order by {}").format(
            sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(*relation),
            sql.SQL(", ").join(map(sql.Identifier, key)),
        )  # fmt: skip
        with psycopg.connect(self.database.url, row_factory=psycopg.rows.dict_row) as connection:
            return connection.execute(query).fetchall()

    def window(self, name: str, statement: sql.Composable | str) -> psycopg.Cursor[Any]:
        """What a window answers: for a purpose by its own login, for a recipient in the role that disclosure takes."""
        names = self.troth.opened.names
        url, role = self.troth.opened.address(names.window(name)), None
        if name.startswith("to "):
            url, role = self.database.superuser, names.recipient(name.removeprefix("to "))
        with psycopg.connect(url, autocommit=True) as connection:
            if role:
                connection.execute(sql.SQL("set role {}").format(sql.Identifier(role)))
                connection.execute("select set_config('troth.ticket', %s, false)", [self.ticket(name)])
            return connection.execute(statement if isinstance(statement, sql.Composable) else statement.encode())

    def ticket(self, name: str) -> str:
        """The ticket of the reader for a recipient's window, good at the scenario's time; none without a reader."""
        window, policy = name.removeprefix("to "), self.troth.files.declared.policy
        if not self.reader or not policy.recipients[window].by_ticket:
            return ""
        ((kind, key),) = self.reader.items()
        return self.tickets.mint(kind, key, window, ahead=self.ahead())

    def ahead(self) -> float:
        """By how many seconds the scenario's clock is ahead of everybody's."""
        with psycopg.connect(self.database.url) as connection:
            ((seconds,),) = connection.execute("select extract(epoch from troth.clock() - now())::float8").fetchall()
        return float(seconds)

    def view(self, name: str, table: str) -> sql.Identifier:
        schema = recipient_schema(name.removeprefix("to ")) if name.startswith("to ") else window_schema(name)
        return sql.Identifier(schema, parse_table(table).name)

    def seen(self, name: str, table: str) -> list[Any]:
        """The keys of the rows that a window shows of a table, in order."""
        key = self.troth.compiled().mapped.tables[Relation(*parse_table(table))].table.primary_key
        columns = sql.SQL(", ").join(map(sql.Identifier, key))
        query = sql.SQL("select {0} from {1} order by {0}").format(columns, self.view(name, table))
        rows = self.window(name, query).fetchall()
        return [row[0] if len(key) == 1 else list(row) for row in rows]

    def columns(self, name: str, table: str) -> list[str]:
        cursor = self.window(name, sql.SQL("select * from {} limit 0").format(self.view(name, table)))
        return [column.name for column in cursor.description or ()]

    def refusal(self, name: str, statement: str) -> str:
        """The SQLSTATE with which a window refuses a statement, or `not refused`."""
        try:
            self.window(name, statement)
        except psycopg.Error as problem:
            return problem.sqlstate or str(problem)
        return "not refused"


def _kept(receipts: list[Receipt]) -> dict[str, str]:
    """What stays of the erased, cell by cell, and what for."""
    found: dict[str, list[str]] = {}
    for each in (staying for receipt in receipts for staying in receipt.stays):
        until = f" until {each.until}" if each.until else ""
        for column in each.columns:
            found.setdefault(f"{each.table}.{column}", []).append(f"{each.name or each.sort}{until}")
    return {cell: ", ".join(reasons) for cell, reasons in found.items()}


def play(stage: Stage, step: dict[str, Any]) -> list[str]:
    """Play one step. Returns what is not as the scenario says, in words."""
    if step.get("restores"):
        stage.while_closed(stage.backup.restore)
    wrong = [f"{purpose} is not closed" for purpose in step.get("closed", ()) if not stage.is_closed(purpose)]
    if "replay" in step and (repeated := stage.replay()) != step["replay"]:
        wrong.append(f"repeated were {repeated}, not {step['replay']}")
    if "clock" in step:
        stage.clock(step["clock"])
    if "data" in step:
        stage.company(step["data"])
    if "ticket" in step:
        stage.reader.clear()
        stage.reader.update(step["ticket"] or {})
    for case in step.get("opens", ()):
        stage.troth.open_case(case["for"], case["case"], because="the scenario", reader=case.get("reader"))
    for word in step.get("standing", ()):
        stage.say(word)
    receipts = [stage.erase(asked) for asked in step.get("erase", ())]
    if "sweep" in step and (taken := stage.sweep()) != step["sweep"]:
        wrong.append(f"the sweep took {taken}, not {step['sweep']}")
    wrong += [said for asked in step.get("corrects", ()) for said in stage.corrected(asked)]
    for part, portable in (("copies", False), ("takes", True)):
        wrong += [said for asked in step.get(part, ()) for said in stage.copied(asked, portable=portable)]
    if "keeps" in step and (found := _kept(receipts)) != step["keeps"]:
        wrong.append(f"kept are {found}, not {step['keeps']}")
    for table, rows in step.get("left", {}).items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        found = stage.left(table, columns) if columns else stage.left(table, ["ctid"])
        if found != rows:
            wrong.append(f"left of {table} are {found}, not {rows}")
    for part, look in (("sees", stage.seen), ("shows", stage.columns)):
        for name, tables in step.get(part, {}).items():
            for table, expected in tables.items():
                if (found := look(name, table)) != expected:
                    wrong.append(f"{name} {part} {table}: {found}, not {expected}")
    for deed in step.get("refused", ()):
        if (code := stage.refusal(deed["as"], deed["sql"])) != deed["code"]:
            wrong.append(f"{deed['as']} was answered {code}, not {deed['code']}: {deed['sql']}")
    for deed in step.get("done", ()):
        if (count := stage.window(deed["as"], deed["sql"]).rowcount) != deed["rows"]:
            wrong.append(f"{deed['as']} changed {count} rows, not {deed['rows']}: {deed['sql']}")
    if step.get("backup"):
        stage.while_closed(stage.backup.take)
    return [f"{step.get('says', step.get('clock', 'step'))}: {line}" for line in wrong]
