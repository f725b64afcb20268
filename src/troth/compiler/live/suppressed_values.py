"""How a value is compared with those that are suppressed: as a keyed hash of its normal form."""

from __future__ import annotations

from psycopg import sql

from troth.compiler.rows import Row, equal, no_such, qualified
from troth.compiler.stored.suppression import KEY, SUPPRESSED
from troth.mapped.model import MappedColumn
from troth.policy.categories import covers
from troth.policy.model import Policy, Purpose

_S = Row("_s")
_ALWAYS_ALIKE = (
    "smallint", "integer", "bigint", "boolean", "uuid", "inet", "cidr", "macaddr", "macaddr8",
)  # fmt: skip
"""Types of which equal values are written alike, whatever a session has set. So are texts and enumerations."""


def can_be_suppressed(column: MappedColumn) -> bool:
    """Whether a value of this column is recognised when it comes back: it has one spelling, in every session."""
    return column.column.type_category in ("S", "E") or column.column.base_type in _ALWAYS_ALIKE


def suppresses(policy: Policy, category: str) -> bool:
    """Whether some purpose suppresses values of a category."""
    return any(suppressed_by(purpose, category) for purpose in policy.purposes.values())


def suppressed_by(purpose: Purpose, category: str) -> bool:
    """Whether a purpose suppresses values of a category."""
    return any(covers(pattern, category) for pattern in purpose.suppress)


def keyed_hash(value: sql.Composable) -> sql.Composed:
    """HMAC-SHA-256 of a value in its normal form. The key is read once for a statement."""
    pads = [
        sql.SQL("(select {} from {})").format(sql.Identifier(n), qualified(KEY)) for n in ("outer_pad", "inner_pad")
    ]
    return sql.SQL("sha256({} || sha256({} || convert_to({}, 'UTF8')))").format(*pads, normal_form(value))


def normal_form(value: sql.Composable) -> sql.Composed:
    """A value in small letters and without spaces, by the database's own collation, whatever its column's is."""
    return sql.SQL(
        r"""pg_catalog.regexp_replace(pg_catalog.lower({}::text collate pg_catalog."default"), '\s+', '', 'g')"""
    ).format(value)


def not_suppressed(category: str, value: sql.Composable) -> sql.Composable:
    """A value is not among those that are suppressed."""
    source = sql.SQL("{} as {}").format(qualified(SUPPRESSED), sql.Identifier(_S.alias))
    pairs = equal(_S.columns(("category", "hash")), [sql.Literal(category), keyed_hash(value)])
    return no_such([source], [pairs], by_row=True)
