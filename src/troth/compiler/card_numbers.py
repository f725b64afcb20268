"""How the number of a payment card is recognised in text: by its prefix and length, its grouping and its check digit.

Sources: ISO/IEC 7812-1 (the check digit of Luhn) and the ranges that the card schemes publish. A number is taken as
written: alone, or in groups of three digits and more, or of equal length, with a space, a hyphen or the like between.
One that is spelled out, or hidden among other digits, is not found.
"""

from __future__ import annotations

from troth.compiler.names import STANDING_SCHEMA
from troth.postgres.objects import Function

NAME = "holds_card_number"

BETWEEN = r"[[:space:]\u00a0._/\u2010-\u2015-]{0,3}"
"""What may stand between two groups of digits."""

READS_LIKE_ONE = f"[0-9]({BETWEEN}[0-9]){{12}}"
"""Thirteen digits with little between them: only then is it worth while to look closer."""

_RUN = f"[0-9](?:{BETWEEN}[0-9]){{12,}}"

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
  SELECT FROM regexp_matches(value, 'A_RUN', 'g') AS run(digits)
    CROSS JOIN LATERAL (SELECT array_agg(part ORDER BY place) AS parts
       FROM regexp_split_to_table(run.digits[1], '[^0-9]+') WITH ORDINALITY AS g(part, place)) AS split
    CROSS JOIN LATERAL generate_series(1, cardinality(parts)) AS first
    CROSS JOIN LATERAL generate_series(first, least(first + 18, cardinality(parts))) AS last
    CROSS JOIN LATERAL (SELECT string_agg(part, '' ORDER BY place) AS number,
                               min(length(part)) FILTER (WHERE place <= last - first) AS shortest,
                               min(length(part)) = max(length(part)) AS alike
                          FROM unnest(parts[first:last]) WITH ORDINALITY AS u(part, place)) AS joined
   WHERE number ~ '^(A_RANGE)$' AND (alike OR shortest >= 3)
     AND (SELECT sum(CASE WHEN place % 2 = 1 THEN digit ELSE digit * 2 / 10 + digit * 2 % 10 END) % 10 = 0
            FROM (SELECT place, substr(reverse(number), place, 1)::integer AS digit
                    FROM generate_series(1, length(number)) AS place) AS d)))
"""
"""The check digit is asked last, of the few numbers that have the right prefix, length and grouping."""


def card_number_function(keeper: str) -> Function:
    """The function that row policies ask: of a text by itself, without looking at any table."""
    body = _BODY.replace("A_RUN", _RUN).replace("A_RANGE", "|".join(_RANGES))
    return Function(
        schema=STANDING_SCHEMA,
        name=NAME,
        arguments="value text",
        returns="boolean",
        body=" ".join(body.split()),
        owner=keeper,
        volatility="immutable",
    )
