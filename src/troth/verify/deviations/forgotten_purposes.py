"""Consents and endings for purposes that the policy no longer has."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.compiler.names import EVERY_SCOPE, standing
from troth.findings import Finding, Level, Place
from troth.verify.look import Look

CODE = "TR551"
_WHY = "they do nothing now, but would hold again for a new purpose of the same name"


def find(look: Look) -> Iterator[Finding]:
    """One note for each kind of person and each forgotten purpose."""
    purposes = look.compiled.policy.purposes
    for kind in look.compiled.mapped.kinds():
        for word, known in (("consent", [*purposes]), ("hidden", [EVERY_SCOPE, *purposes])):
            table: dict[str, sql.Composable] = {word: sql.Identifier(*standing(word, kind))}
            statement = "verify consents" if word == "consent" else "verify hidden"
            for row in look.rows(statement, {"purposes": known}, table):
                yield _finding(look, kind, word, row["name"], row["count"])


def _finding(look: Look, kind: str, word: str, purpose: str, count: int) -> Finding:
    column = "purpose" if word == "consent" else "split_part(scope, '/', 1)"
    mend = sql.SQL("delete from {} where {} = {}").format(
        sql.Identifier(*standing(word, kind)), sql.SQL(column), sql.Literal(purpose)
    )
    said = "consents" if word == "consent" else "endings, objections or restrictions"
    role = sql.SQL("set local role {}").format(sql.Identifier(look.compiled.names.keeper))
    return Finding(
        code=CODE,
        message=f"{count} {said} of {kind}s are for `{purpose}`, which the policy does not have",
        where=Place(object=f"table {standing(word, kind)}"),
        why=_WHY,
        hint=look.mend([role, mend, sql.SQL("reset role")]),
        level=Level.NOTE,
    )
