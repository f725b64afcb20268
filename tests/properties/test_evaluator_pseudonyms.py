"""The reference says which columns show pseudonyms: examples that one can check by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from properties.evaluator import Evaluator
from properties.pseudonyms import Pseudonyms
from properties.standing import Standing


def _table(keys: list[str], columns: dict[str, str], *references: tuple[str, str, str]) -> dict[str, Any]:
    foreign = [{"columns": [here], "target": table, "target_columns": [there]} for here, table, there in references]
    return {
        "columns": {name: {"type": kind, "nullable": False} for name, kind in columns.items()},
        "primary_key": keys, "foreign_keys": foreign,
    }  # fmt: skip


SCHEMA = {
    "member": _table(["email"], {"email": "text", "city": "text"}),
    "goods": _table(["goods_id"], {"goods_id": "bigint"}),
    "orders": _table(["order_id"], {"order_id": "bigint", "buyer": "text", "total": "bigint"},
                     ("buyer", "member", "email")),
    "line": _table(["order_id", "goods_id"], {"order_id": "bigint", "goods_id": "bigint", "many": "bigint"},
                   ("order_id", "orders", "order_id"), ("goods_id", "goods", "goods_id")),
    "daily": _table(["buyer", "day"], {"buyer": "text", "day": "date", "clicks": "bigint"},
                    ("buyer", "member", "email")),
}  # fmt: skip
MAP: dict[str, Any] = {
    "tables": {
        "member": {"subject": "member", "columns": {"email": "email", "city": "city"}},
        "goods": "plain",
        "orders": {"owners": {"buyer": {"member": "buyer"}}, "columns": {"total": "money"}},
        "line": {"owners": {"buyer": {"member": "order_id > orders.buyer"}}, "columns": {"many": "money"}},
        "daily": {"owners": {"buyer": {"member": "buyer"}}, "columns": {"day": "day", "clicks": "use"}},
    }
}
PURPOSES = {
    "analysis": {"basis": "consent", "uses": ["email", "city", "money", "use", "day"], "keys": "pseudonym"},
    "planning": {"basis": "consent", "uses": ["money", "use"], "keys": "pseudonym"},
    "account": {"basis": "consent", "uses": ["email", "day"]},
}
RECIPIENTS = {"institute": {"for": "analysis", "receives": ["use"]}, "auditor": {"for": "account", "receives": ["day"]}}


def hidden(purpose: str, recipient: str | None = None) -> dict[str, list[str]]:
    policy = {"time_zone": "UTC", "purposes": PURPOSES, "recipients": RECIPIENTS}
    evaluator = Evaluator(
        policy=policy, tables=MAP, schema=SCHEMA, data={}, standing=Standing(), clock=datetime.now(UTC)
    )
    pseudonyms = Pseudonyms(evaluator, purpose, recipient)
    return {table: list(pseudonyms.columns(table)) for table in SCHEMA if pseudonyms.columns(table)}


KEYS = {"member": ["email"], "orders": ["order_id", "buyer"], "line": ["order_id"], "daily": ["buyer"]}


def test_keys_of_people_and_of_their_rows_are_hidden_and_plain_tables_keep_theirs() -> None:
    assert hidden("analysis") == KEYS


def test_a_part_of_a_key_that_is_data_is_shown_to_who_uses_it() -> None:
    more = KEYS | {"daily": ["buyer", "day"]}
    assert hidden("planning") == more == hidden("analysis", "institute")


def test_without_the_word_nothing_is_hidden() -> None:
    assert hidden("account") == {} == hidden("account", "auditor")


def test_one_key_has_one_pseudonym_wherever_it_stands() -> None:
    policy = {"time_zone": "UTC", "purposes": PURPOSES, "recipients": RECIPIENTS}
    evaluator = Evaluator(
        policy=policy, tables=MAP, schema=SCHEMA, data={}, standing=Standing(), clock=datetime.now(UTC)
    )
    seen = Pseudonyms(evaluator, "analysis")
    assert seen.shown(b"x", "orders", "buyer", "a@b.example") == seen.shown(b"x", "member", "email", "a@b.example")
    assert seen.shown(b"x", "orders", "order_id", 1) == seen.shown(b"x", "line", "order_id", 1)
    assert seen.shown(b"x", "orders", "buyer", 1) != seen.shown(b"x", "orders", "order_id", 1)
    assert seen.shown(b"x", "orders", "buyer", None) is None
