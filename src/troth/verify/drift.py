"""Is the live database still what the policy makes of it, and is there no other way to personal data?

Each kind of deviation has one file in deviations/, one code and one page. A finding names the object, and its hint is
the statement that mends it.
"""

from __future__ import annotations

from typing import Any

import psycopg

from troth.checks.declared import Declared
from troth.compiler.build import Compiled
from troth.findings import Finding, Level, Place
from troth.ledger.entry import Entry, Json
from troth.ledger.store import record
from troth.verify.canary.model import CanaryFile
from troth.verify.evidence import Status
from troth.verify.look import Look
from troth.verify.promises import Proving
from troth.verify.report import BypassLine, Report, Speaks

NOT_APPLIED = "TR513"
MOST_NAMED = 100
"""How many broken promises an entry of the ledger names."""

_ORDER = [Level.ERROR, Level.WARNING, Level.NOTE]


def verify(
    connection: psycopg.Connection[Any], compiled: Compiled, *, declared: Declared, canary: CanaryFile | None = None
) -> Report:
    """Compare the live database with what the policy compiles to, look for other ways in, and prove the promises.

    `connection` is a login that owns the company's tables. Reads only: what it tries out is rolled back.
    """
    proving = Proving(connection, compiled, declared, canary)
    look = proving.look
    with connection.transaction(force_rollback=True):
        connection.execute("set local search_path = ''")
        # Windows' conditions take longer to compile than to run, and longer to plan for one person than for anybody.
        connection.execute("set local jit = off")
        connection.execute("set local plan_cache_mode = force_generic_plan")
        found = list(look.deviations) if look.applied else [_not_applied(compiled)]
        board = proving.board() if look.applied else None
        speaks = _speaks(look)
    found += look.canary.failed.values() if look.canary else ()
    ordered = tuple(sorted(found, key=lambda finding: _ORDER.index(finding.level)))
    return Report(findings=ordered, speaks=speaks, board=board)


def record_verification(connection: psycopg.Connection[Any], report: Report) -> None:
    """Enter into the ledger that it was looked at, and what came of it."""
    board = report.board
    if board is None:
        return
    counted: dict[str, Json] = {status.value: count for status, count in board.totals.items()}
    broken = [proof.promise for proof in board.of(Status.BROKEN)][:MOST_NAMED]
    errors = len(report.of(Level.ERROR))
    detail: dict[str, Json] = {
        "policy": board.policy,
        "version": board.version,
        "errors": errors,
        "promises": counted,
        "broken": broken,
    }
    with connection.transaction():
        record(connection, Entry(what="verified", detail=detail))


def _not_applied(compiled: Compiled) -> Finding:
    return Finding(
        code=NOT_APPLIED,
        message=f"the policy `{compiled.policy.policy}` was never applied to this database",
        where=Place(object="troth.deployment"),
        why="nothing here keeps what it says",
        hint="troth apply",
    )


def _speaks(look: Look) -> Speaks:
    names, roles = look.compiled.names, look.roles
    purposes = [names.window(window.purpose) for window in look.compiled.windows]
    recipients = [names.recipient(window.recipient or "") for window in look.compiled.recipients]
    bypassing = {role.name for role in roles.all.values() if role.bypasses and not role.superuser}
    return Speaks(
        roles=(*purposes, *recipients),
        owners=tuple(sorted(roles.owners)),
        superusers=tuple(sorted(roles.superusers)),
        bypass_rls=tuple(sorted(bypassing)),
        bypass=tuple(
            BypassLine(role=line.role, because=line.because, until=line.until, over=line.until < look.today)
            for line in look.compiled.mapped.bypass
        ),
    )
