"""When two values mean the same: an e-mail address in other letters, a telephone number with other spaces.

Both sides are brought into one form by PostgreSQL, so that no two programs have to agree on what a small letter is.
"""

from __future__ import annotations

import re
from enum import StrEnum

from psycopg import sql


class Form(StrEnum):
    """What a value looks like, which decides how it is compared."""

    MAIL = "e-mail address"
    PHONE = "telephone number"
    TEXT = "text"


_PHONE = re.compile(r"[+0-9 ()/.\-]{6,}", re.ASCII)
_LEAST_DIGITS = 6

_NORMAL = {
    # An index on lower(column) serves the first.
    Form.MAIL: "pg_catalog.lower({}::text)",
    Form.PHONE: "pg_catalog.regexp_replace(pg_catalog.regexp_replace({}::text, '[^0-9+]', '', 'g'), '^00', '+')",
    Form.TEXT: r"pg_catalog.lower(pg_catalog.btrim(pg_catalog.regexp_replace({}::text, '\s+', ' ', 'g')))",
}


def form_of(value: str) -> Form:
    """What a value looks like."""
    text = value.strip()
    if "@" in text:
        return Form.MAIL
    digits = sum(letter.isdigit() for letter in text)
    return Form.PHONE if _PHONE.fullmatch(text) and digits >= _LEAST_DIGITS else Form.TEXT


def normal(value: sql.Composable, form: Form) -> sql.Composed:
    """The form in which values are compared, of a column or of a parameter."""
    return sql.SQL(_NORMAL[form]).format(value)
