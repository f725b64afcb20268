"""Something Troth made is gone, was altered, or has company: the live catalogue is not what the policy compiles to."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.findings import Finding, Place
from troth.postgres.objects import Role
from troth.rollout.apply import statements
from troth.rollout.diff import Act, Change, make_order, unmake_order
from troth.rollout.plan import Plan
from troth.verify.look import Look

CODE = "TR510"
MISSING, ALTERED, EXTRA = CODE, "TR511", "TR512"
_WHY = "what PostgreSQL enforces is then not what the policy says"
_ONLY_A_SUPERUSER = ("superuser", "replication", "bypassrls")
"""Powers that apply cannot take from a role."""


def find(look: Look) -> Iterator[Finding]:
    """One finding for each object that is missing, altered or extra, in an order in which they can be mended."""
    changes = look.changes
    extra = [change for change in changes if change.act is Act.UNMAKE]
    for change in (*unmake_order(extra), *make_order(c for c in changes if c.act is not Act.UNMAKE)):
        if not change.because:
            yield _finding(look, change)


def _finding(look: Look, change: Change) -> Finding:
    code, said = {
        Act.MAKE: (MISSING, "is missing"),
        Act.CHANGE: (ALTERED, "is not as the policy wants it"),
        Act.UNMAKE: (EXTRA, "is not wanted by the policy"),
    }[change.act]
    return Finding(
        code=code,
        message=f"{change.key} {said}{_powers(change)}",
        where=Place(object=str(change.key)),
        why=_WHY,
        hint=look.mend([*_alone(look, change), *_take_powers(change)]),
    )


def _alone(look: Look, change: Change) -> list[sql.Composable]:
    """The statements of a plan that has this change alone."""
    plan = Plan(compiled=look.compiled, changes=(change,), effects=(), findings=(), starting_point="")
    return list(statements(look.connection, plan))


def _powers(change: Change) -> str:
    live = change.live
    return f": it has {', '.join(live.powers)}" if isinstance(live, Role) and live.powers else ""


def _take_powers(change: Change) -> list[sql.Composable]:
    live = change.live
    if not isinstance(live, Role) or change.act is Act.UNMAKE:
        return []
    taken = [f"no{power}" for power in live.powers if power in _ONLY_A_SUPERUSER]
    if not taken:
        return []
    return [sql.SQL("alter role {} {}").format(sql.Identifier(live.name), sql.SQL(" ".join(taken)))]
