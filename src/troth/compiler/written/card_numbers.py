"""How the number of a payment card is recognised in text: by its prefix and length, its grouping and its check digit.

Sources: ISO/IEC 7812-1 (the check digit of Luhn), the ranges that the card schemes publish, and the decimal digits of
the Unicode standard. A number is taken as written: alone, or in groups of three digits and more, or of equal length,
with a space, a hyphen or the like between; and with any other signs between, such as the commas of a list, in the
groups that stand on cards, since lists of numbers are seldom written so. One that is spelled out, or hidden among
other digits, is not found.
"""

from __future__ import annotations

from psycopg import sql

from troth.compiler.names import STANDING_SCHEMA
from troth.compiler.rows import Row
from troth.compiler.written.blank import SHAPELESS
from troth.mapped.model import MappedTable
from troth.postgres.catalogue import Column
from troth.postgres.objects import Function

NAME = "holds_card_number"

_ZEROS = (
    0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50, 0xED0,
    0xF20, 0x1040, 0x1090, 0x17E0, 0x1810, 0x1946, 0x19D0, 0x1A80, 0x1A90, 0x1B50, 0x1BB0, 0x1C40, 0x1C50,
    0xA620, 0xA8D0, 0xA900, 0xA9D0, 0xA9F0, 0xAA50, 0xABF0, 0xFF10, 0x104A0, 0x10D30, 0x11066, 0x110F0,
    0x11136, 0x111D0, 0x112F0, 0x11450, 0x114D0, 0x11650, 0x116C0, 0x11730, 0x118E0, 0x11950, 0x11C50,
    0x11D50, 0x11DA0, 0x16A60, 0x16AC0, 0x16B50, 0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7EC, 0x1D7F6, 0x1E140,
    0x1E2F0, 0x1E950, 0x1FBF0,
)  # fmt: skip
"""The zero of every other script that counts by ten; its nine digits follow it."""

_OTHER_DIGITS = "".join(rf"\U{zero:08x}-\U{zero + 9:08x}" for zero in _ZEROS)

_READS_LIKE_ONE = f"([0-9{_OTHER_DIGITS}]([^[:alnum:]]|[{SHAPELESS}])*){{13}}"
"""Thirteen digits without a letter between: only then is it worth while to look closer."""

_CLOSE = r"[0-9](?:[[:space:]\u00a0._/\u2010-\u2015-]{0,3}[0-9]){12,}"
"""Digits with little between them: all that people put between the groups of one number."""

_APART = "[0-9](?:[^[:alnum:]]{0,8}[0-9]){12,}"
"""Digits with other signs between, as in a list: no more than what closes one item and opens the next."""

_AS_ON_CARDS = "4 4 4 [1-4]|4 4 4 4 [1-3]|4 6 [45]|1( 1){12,18}"
"""How many digits the groups of a number have that stand apart. Digits one by one: if there are no more of them."""

_RANGES = (
    "4([0-9]{12}|[0-9]{15}|[0-9]{18})",  # Visa
    "5[1-5][0-9]{14}",  # Mastercard
    "2(22[1-9]|2[3-9][0-9]|[3-6][0-9]{2}|7[01][0-9]|720)[0-9]{12}",  # Mastercard
    "220[0-4][0-9]{12,15}",  # Mir
    "3[47][0-9]{13}",  # American Express
    "3(0[0-5]|[689][0-9])[0-9]{11,16}",  # Diners Club
    "35(2[89]|[3-8][0-9])[0-9]{12,15}",  # JCB
    "6(0[0-9]|2[0-9]|4[4-9]|5[0-9])[0-9]{13,16}",  # Discover, UnionPay, RuPay
    "(5018|5020|5038|5893|6304|6759|676[1-3])[0-9]{9,15}",  # Maestro
    "8[12][0-9]{14,17}",  # UnionPay, RuPay
    "9792[0-9]{12}",  # Troy
)


_BODY = """
RETURN (SELECT EXISTS (
  SELECT FROM (SELECT regexp_replace(CASE WHEN value ~ '[A_OTHER]' THEN translate(value,
                 (SELECT string_agg(chr(zero + digit), '' ORDER BY zero, digit)
                    FROM unnest(ARRAY[A_ZERO]) AS zero, generate_series(0, 9) AS digit), repeat('0123456789', A_COUNT))
               ELSE value END, '[A_SHAPELESS]+', '', 'g') AS plain) AS said
    CROSS JOIN (VALUES ('A_CLOSE', false), ('A_PART', true)) AS way(pattern, apart)
    CROSS JOIN LATERAL regexp_matches(plain, pattern, 'g') AS run(digits)
    CROSS JOIN LATERAL (SELECT array_agg(part) OVER (ORDER BY place ROWS BETWEEN CURRENT ROW AND 19 FOLLOWING) AS parts,
                               coalesce(lag(length(part)) OVER (ORDER BY place), 0) = 1 AS goes_on
       FROM regexp_split_to_table(run.digits[1], '[^0-9]+') WITH ORDINALITY AS g(part, place)) AS split
    CROSS JOIN LATERAL generate_series(1, least(cardinality(parts), CASE
       WHEN left(parts[1], 1) IN ('0', '1', '7') THEN 0 WHEN NOT apart THEN 19 WHEN length(parts[1]) = 4 THEN 5
       WHEN length(parts[1]) = 1 AND NOT goes_on THEN 19 ELSE 0 END)) AS last
    CROSS JOIN LATERAL (SELECT string_agg(part, '' ORDER BY place) AS number,
                               min(length(part)) FILTER (WHERE place < last) AS shortest,
                               min(length(part)) = max(length(part)) AS alike,
                               string_agg(length(part)::text, ' ' ORDER BY place) AS groups
                          FROM unnest(parts[1:last]) WITH ORDINALITY AS u(part, place)) AS joined
   WHERE number ~ '^(A_RANGE)$'
     AND CASE WHEN NOT apart THEN alike OR shortest >= 3
              ELSE groups ~ '^(A_GROUPING)$'
                   AND NOT (length(parts[1]) = 1 AND coalesce(length(parts[last + 1]), 0) = 1) END
     AND (SELECT sum(CASE WHEN place % 2 = 1 THEN digit ELSE digit * 2 / 10 + digit * 2 % 10 END) % 10 = 0
            FROM (SELECT place, substr(reverse(number), place, 1)::integer AS digit
                    FROM generate_series(1, length(number)) AS place) AS d)))
"""
"""The check digit is asked last, of the few numbers that have the right prefix, length and grouping."""

_IN_BODY = {
    "A_OTHER": _OTHER_DIGITS,
    "A_ZERO": ", ".join(map(str, _ZEROS)),
    "A_COUNT": str(len(_ZEROS)),
    "A_SHAPELESS": SHAPELESS,
    "A_CLOSE": _CLOSE,
    "A_PART": _APART,
    "A_RANGE": "|".join(_RANGES),
    "A_GROUPING": _AS_ON_CARDS,
}


def card_number_function(keeper: str) -> Function:
    """The function that row policies ask: of a text by itself, without looking at any table."""
    body = " ".join(_BODY.split())
    for name, text in _IN_BODY.items():
        body = body.replace(name, text)
    return Function(
        schema=STANDING_SCHEMA,
        name=NAME,
        arguments="value text",
        returns="boolean",
        body=body,
        owner=keeper,
        volatility="immutable",
    )


def alike(text: sql.Composable) -> sql.Composable:
    """A text could hold a card number. Asked first, since it is cheap: hardly any text has thirteen digits at all."""
    return sql.SQL("(length({0}) >= 13 and {0} ~ {1})").format(text, sql.Literal(_READS_LIKE_ONE))


def texts(table: MappedTable, row: Row) -> dict[str, sql.Composable]:
    """The columns that can hold a card number, as text; of those of numbers, the ones that hold a category."""
    found = {}
    for name, mapped in table.columns.items():
        text = _as_text(mapped.column, row, numbers=mapped.category is not None)
        if text is not None:
            # A column's own collation may be one under which PostgreSQL matches no regular expression.
            found[name] = sql.SQL('({} collate pg_catalog."default")').format(text)
    return dict(sorted(found.items()))


def _as_text(column: Column, row: Row, *, numbers: bool) -> sql.Composable | None:
    cell = row.column(column.name)
    if column.generated:
        return None
    if column.base_type in ("json", "jsonb", "xml") or column.type_category in ("A", "E"):
        return sql.SQL("{}::text").format(cell)
    if numbers and column.base_type.split("(")[0] in ("bigint", "numeric"):
        return sql.SQL("trunc({}::numeric)::text").format(cell)
    return cell if column.type_category == "S" else None
