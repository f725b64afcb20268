"""Counts of people that leave: each period once, when it is over, and the same numbers ever after.

Who asks again gets what was frozen. So no two reads can be subtracted
to see one person come or go.
"""

from __future__ import annotations

import getpass
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from troth.compiler.build import Compiled
from troth.compiler.enforced.aggregates import PEOPLE, aggregates_of
from troth.compiler.names import recipient_schema
from troth.compiler.rows import Row
from troth.errors import Refused
from troth.findings import Finding, did_you_mean
from troth.ledger.entry import Entry, Json
from troth.ledger.store import record
from troth.policy.model import Recipient
from troth.postgres.parameters import as_json
from troth.postgres.statements import statement
from troth.sharing import files
from troth.sharing.disclosure import Disclosure, next_disclosure, record_disclosure
from troth.sharing.locks import refuse_locked, refuse_unsigned, role_approved
from troth.sharing.place import of_recipient
from troth.sharing.plan import opened
from troth.sharing.reading import Reader, reading
from troth.tables.aggregates import Aggregate

COUNTS = "TR793"

EVER = "ever"
"""The period of counts that no time splits."""

_DAY, _MONTH = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII), re.compile(r"\d{4}-\d{2}", re.ASCII)
_VIEW = Row("v")


@dataclass(frozen=True, kw_only=True)
class Period:
    """The stretch of time that is counted: its name, its first day, and the day after its last."""

    name: str
    first: date | None = None
    after: date | None = None


def release_counts(
    connection: psycopg.Connection[Any],
    compiled: Compiled,
    recipient: str,
    aggregate: str,
    *,
    period: str | None = None,
    because: str,
    actor: str | None = None,
    second: str | None = None,
    to: Path | None = None,
) -> Disclosure:
    """Release the counts of one period, which are frozen by it; or again what was frozen.

    Raises Refused: TR780, TR781, TR784, TR785, TR787, TR788, TR793 the recipient does not receive these counts, or
    the period is not one of theirs, or is not over.
    """
    said, counted = _known(compiled, recipient, aggregate)
    chosen, who = period_of(counted, aggregate, period), actor or getpass.getuser()
    refuse_unsigned(said, recipient, who, second=second, because=because)
    write = files.written_as(to, [aggregate])
    with files.aside(to) as file, reading(connection):
        reader = Reader(connection, compiled, recipient)
        _refuse_unapproved(reader, said, opened(reader, said))
        rows = _frozen(reader, aggregate, counted, chosen)
        number, now = next_disclosure(connection)
        about = {"disclosure": number, "from": compiled.policy.controller.name, "to": recipient, "period": chosen.name}
        content = write({**about, "smallest_group": said.smallest_group, "round_to": said.round_to}, {aggregate: rows})
        made = Disclosure(id=number, recipient=recipient, people=0, rows=len(rows), released_at=now, path=to,
                          digest=hashlib.sha256(content).hexdigest(), tables={aggregate: rows})  # fmt: skip
        _record(connection, compiled, made, {"because": because, "actor": who, "second": second})
        files.write(file, content)
    files.put_in_place(file, number)
    return made


def _known(compiled: Compiled, name: str, aggregate: str) -> tuple[Recipient, Aggregate]:
    recipient = compiled.policy.recipients.get(name)
    if recipient is None or not recipient.counts:
        counting = [each for each, said in compiled.policy.recipients.items() if said.counts]
        raise Refused(_finding(f"`{name}` receives no counts", name, did_you_mean(name, counting)))
    received = aggregates_of(compiled.policy, compiled.mapped, name)
    if aggregate not in received:
        raise Refused(_finding(f"`{name}` receives no counts `{aggregate}`", name, did_you_mean(aggregate, received)))
    return recipient, received[aggregate]


def period_of(aggregate: Aggregate, name: str, said: str | None) -> Period:
    """The period of some counts by its name: a day, or a month where they are split so. Raises Refused (TR793)."""
    time = aggregate.time
    if time is None:
        if said is not None:
            raise Refused(_finding(f"no time splits `{name}`, so it has no periods", name, "leave the period out"))
        return Period(name=EVER)
    monthly = time.unit == "month"
    form, example = (_MONTH, "2026-11") if monthly else (_DAY, "2026-11-01")
    try:
        if said is not None and form.fullmatch(said):
            first = date.fromisoformat(f"{said}-01" if monthly else said)
            after = (first + timedelta(days=32)).replace(day=1) if monthly else first + timedelta(days=1)
            return Period(name=said, first=first, after=after)
    except ValueError:
        pass  # shaped like a day, but there is none such
    message = f"`{said}` is no period of `{name}`" if said else f"the counts of `{name}` leave period by period"
    raise Refused(_finding(message, name, f"name one that is over, such as {example}"))


def _refuse_unapproved(reader: Reader, recipient: Recipient, today: date) -> None:
    lacking = [need for need in recipient.needs if need.kind == "approval" and not role_approved(reader, need, today)]
    if lacking:
        refuse_locked(reader.recipient, {str(need): frozenset() for need in lacking})


def _frozen(reader: Reader, name: str, aggregate: Aggregate, period: Period) -> list[dict[str, Any]]:
    """The numbers of a period: those that were frozen, or those of now, which are frozen by this."""
    asked = {"recipient": reader.recipient, "aggregate": name, "period": period.name}
    reader.connection.execute(statement("counts alone"), asked)
    before = reader.connection.execute(statement("counts frozen"), asked).fetchone()
    if before is not None:
        return list(before[0])
    if period.after is not None:
        row = reader.connection.execute(statement("counts over"), {"next": period.after}).fetchone()
        if row is None or not row[0]:
            raise Refused(
                _finding(f"{period.name} is not over: its numbers still change", reader.recipient, "wait for its end")
            )
    rows = _now(reader, name, aggregate, period)
    reader.connection.execute(statement("counts freeze"), {**asked, "counts": as_json(rows)})
    return rows


def _now(reader: Reader, name: str, aggregate: Aggregate, period: Period) -> list[dict[str, Any]]:
    columns = [*(part.name for part in aggregate.by), PEOPLE]
    within: sql.Composable = sql.SQL("true")
    if aggregate.time is not None and period.first is not None and period.after is not None:
        time = _VIEW.column(aggregate.time.name)
        days = sql.Literal(period.first.isoformat()), sql.Literal(period.after.isoformat())
        within = sql.SQL("{0} >= {1}::date and {0} < {2}::date").format(time, *days)
    query = statement("counts of period").format(
        columns=sql.SQL(", ").join(_VIEW.columns(columns)),
        view=sql.Identifier(recipient_schema(reader.recipient), name),
        within=within,
        order=sql.SQL(", ").join(_VIEW.columns(columns[:-1])),
    )
    with reader.as_recipient():
        found = reader.connection.execute(query).fetchall()
    return [dict(zip(columns, map(files.plain, row), strict=True)) for row in found]


def _record(
    connection: psycopg.Connection[Any], compiled: Compiled, made: Disclosure, said: Mapping[str, str | None]
) -> None:
    record_disclosure(connection, compiled, made, said=said)
    (counts,) = made.tables
    detail: dict[str, Json] = {
        "disclosure": made.id,
        "recipient": made.recipient,
        "counts": counts,
        "digest": made.digest,
    }
    purpose = compiled.policy.recipients[made.recipient].for_
    record(connection, Entry(what="disclosure", actor=said["actor"], purpose=purpose, detail=detail))


def _finding(message: str, recipient: str, hint: str) -> Finding:
    why = "counts leave as the policy names them, and those of a period once, when it is over"
    return Finding(code=COUNTS, message=message, where=of_recipient(recipient), why=why, hint=hint)
