"""Reading one person by their key: whether there is one, and what holds for them and was said about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import sql

from troth.compiler.build import Compiled
from troth.compiler.names import standing, subject_columns
from troth.compiler.rows import qualified
from troth.policy.model import Policy
from troth.policy.period import CONSENT_EVENT
from troth.postgres.numbered import Numbered
from troth.postgres.statements import statement
from troth.standing.people import KeyColumns
from troth.subjects.keys import key_columns

_ALIASES = {"consent": "c", "hidden": "h", "restriction": "r", "history": "w", "agreed": "a"}


@dataclass(frozen=True, kw_only=True)
class PersonQuery:
    """How a person of one kind is read."""

    key: KeyColumns
    statement: Numbered
    """Its parameters are key_1, key_2, ..."""


def person_query(compiled: Compiled, kind: str) -> PersonQuery:
    """The statement `access person` for people of a kind. Raises Refused (TR703)."""
    key = key_columns(compiled.mapped, kind)
    query = statement("access person").format(
        people=qualified(key.table),
        of_t=_listed(key.names, "t"),
        key=sql.SQL(", ").join(key.parameters()),
        kind=sql.Literal(kind),
        zone=sql.Literal(compiled.policy.time_zone),
        consent_ends=_consent_ends(compiled.policy),
        **{word: qualified(standing(word, kind)) for word in _ALIASES},
        **{f"of_{alias}": _listed(subject_columns(key.names), alias) for alias in _ALIASES.values()},
    )
    return PersonQuery(key=key, statement=Numbered.of(query))


def _listed(names: Sequence[str], alias: str) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(alias, name) for name in names)


def _consent_ends(policy: Policy) -> sql.Composed:
    """Purposes whose time counts from the consent, with how long. A line of nothing, so that there is always one."""
    lengths = [("", "0 days")]
    for name, purpose in policy.purposes.items():
        for clock in purpose.keep.clocks if purpose.keep else ():
            if clock.events == (CONSENT_EVENT,):
                lengths.append((name, str(clock.period)))
    pairs = (sql.SQL("({}, {})").format(sql.Literal(name), sql.Literal(length)) for name, length in lengths)
    return sql.SQL(", ").join(pairs)
