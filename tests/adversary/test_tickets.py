"""Attempt: read a window that people read themselves without their ticket, or with one that is not for this."""

from __future__ import annotations

import hashlib
import json
import time
from typing import Any

import psycopg
import pytest

from adversary.market import ANA, BEN, HILDA, Market, Prompt
from troth.session.ticket import Pads

COUNTERPARTY, MY_DATA = "adv_to_counterparty", "adv_to_my_data"
LOOK = ("select full_name from member", "select ship_to from orders", "select 'asked'")


def pads(market: Market) -> Pads:
    """The key of the tickets, which only the desk reads; made if there is none."""
    with psycopg.connect(market.database.superuser, autocommit=True) as chief:
        chief.execute(
            "insert into troth.ticket_key (inner_pad, outer_pad) "
            "select %s, %s where not exists (select from troth.ticket_key)",
            [(fresh := Pads.fresh()).inner, fresh.outer],
        )
        row = chief.execute("select inner_pad, outer_pad from troth.ticket_key").fetchone()
    assert row is not None
    return Pads(bytes(row[0]), bytes(row[1]))


def words(window: str = "counterparty", kind: str = "member", key: Any = 2, minutes: float = 10) -> str:
    said = {"window": window, "kind": kind, "key": [str(key)], "until": int(time.time() + 60 * minutes)}
    return json.dumps(said).encode().hex()


def shows(prompt: Prompt, ticket: str) -> str:
    return prompt.all(f"set troth.ticket = '{ticket}'", *LOOK)


def test_with_a_ticket_one_sees_what_that_person_may_see(market: Market) -> None:
    """Ben sold to Ana, who is visible, and to Hilda, who is restricted."""
    with market.prompt(COUNTERPARTY) as prompt:
        seen = shows(prompt, pads(market).signed(words()))
    assert (
        ANA in seen and "Able Alley" in seen and HILDA not in seen and BEN not in seen and "Hidden Street" not in seen
    )


def test_without_one_nothing(market: Market) -> None:
    with market.prompt(COUNTERPARTY) as prompt:
        seen = prompt.all(*LOOK, "set troth.ticket = ''", *LOOK, "set troth.ticket = '.'", *LOOK)
    assert ANA not in seen and "Alley" not in seen and seen.count("asked") == 3 and "ERROR" not in seen


@pytest.mark.parametrize(
    "said",
    [{"window": "my_data"}, {"kind": "guest"}, {"key": 1}, {"minutes": -0.1}],
    ids=["another window's", "another kind's", "another person's", "over"],
)
def test_a_sound_ticket_for_something_else_shows_nothing_of_this(market: Market, said: dict[str, Any]) -> None:
    with market.prompt(COUNTERPARTY) as prompt:
        seen = shows(prompt, pads(market).signed(words(**said)))
    assert ANA not in seen and "Alley" not in seen


def test_a_forged_signature_shows_nothing(market: Market) -> None:
    key, said = pads(market), words()
    mine = Pads.fresh()
    others = key.signed(words(window="my_data")).split(".")[1]
    forged = [
        f"{said}.", f"{said}.{'0' * 64}", mine.signed(said), f"{said}.{others}",
        f"{said}.{hashlib.sha256(said.encode()).hexdigest()}", f"{key.signed(words(key=1)).split('.')[0]}.{others}",
        f"{said}.{key.signed(said).split('.')[1].upper()}", f"{said}.{key.signed(said).split('.')[1][:-1]}",
        f" {key.signed(said)}", f"{said}00.{key.signed(said).split('.')[1]}",
    ]  # fmt: skip
    with market.prompt(COUNTERPARTY) as prompt:
        for ticket in forged:
            seen = shows(prompt, ticket)
            assert ANA not in seen and "Alley" not in seen and "asked" in seen, ticket


def test_a_ticket_that_is_no_text_at_all_is_an_empty_window_and_no_error(market: Market) -> None:
    with market.prompt(COUNTERPARTY) as prompt:
        for ticket in ("zz.zz", "00.00", "..", "x" * 5000, "7b7d." + "0" * 64):
            seen = shows(prompt, ticket)
            assert "asked" in seen and ANA not in seen and "22P02" not in seen and "22023" not in seen, ticket


def test_one_window_login_cannot_use_anothers_ticket_in_its_own(market: Market) -> None:
    """Ben's ticket for the counterparty window shows nothing of Ben's own data, nor the other way round."""
    with market.prompt(MY_DATA) as prompt:
        assert BEN not in shows(prompt, pads(market).signed(words()))
        assert ANA in shows(prompt, pads(market).signed(words(window="my_data", key=1)))


def test_the_key_and_the_look_outs_are_out_of_reach(market: Market) -> None:
    pads(market)
    with market.prompt(COUNTERPARTY) as prompt:
        said = prompt.all(
            "select * from troth.ticket_key", "select * from troth.shown_ticket", "select * from troth.look_orders",
            "select * from public.member", "set role adv_shows_counterparty", "set role adv_keeper",
            "select * from for_fulfilment.member",
        )  # fmt: skip
    assert said.count("42501") == 7


def test_an_own_function_or_setting_in_the_way_changes_nothing(market: Market) -> None:
    with market.prompt(COUNTERPARTY) as prompt:
        seen = prompt.all(
            "create temporary table shown_ticket as "
            "select 'counterparty' as recipient, 'member' as kind, '[\"2\"]'::jsonb as key",
            "create function pg_temp.current_setting(text, boolean) returns text language sql as $$ select 'x' $$",
            "create function pg_temp.sha256(bytea) returns bytea language sql as $$ select '\\x00'::bytea $$",
            "set search_path = pg_temp, to_counterparty",
            *LOOK,
        )
    assert ANA not in seen and "asked" in seen


def test_what_explain_tells_holds_no_key(market: Market) -> None:
    key = pads(market)
    with market.prompt(COUNTERPARTY) as prompt:
        prompt.ask(f"set troth.ticket = '{key.signed(words())}'")
        said = prompt.all("explain (analyze, verbose, buffers) select * from member", "select * from pg_policies")
    assert key.inner.hex() not in said and key.outer.hex() not in said


def test_a_ticket_ends_while_a_transaction_is_open(market: Market) -> None:
    """The server's clock goes on where the transaction's stands still."""
    ticket = pads(market).signed(words(minutes=1 / 30))
    with market.prompt(COUNTERPARTY) as prompt:
        seen = prompt.all(f"set troth.ticket = '{ticket}'", "begin", LOOK[0])
        assert ANA in seen
        assert ANA not in prompt.all("select pg_sleep(3)", LOOK[0], "commit")


def test_void_makes_every_ticket_worthless(market: Market) -> None:
    ticket = pads(market).signed(words())
    market.run("delete from troth.ticket_key")
    with market.prompt(COUNTERPARTY) as prompt:
        assert ANA not in shows(prompt, ticket)
        pads(market)
        assert ANA not in shows(prompt, ticket)


def test_nobody_else_becomes_the_window(market: Market) -> None:
    for login in ("adv_for_fulfilment", "adv_gate", "adv_desk", "adv_to_my_data"):
        with market.prompt(login) as prompt:
            assert "42501" in prompt.ask(f"set role {COUNTERPARTY}"), login


WITHOUT = """
create or replace view troth.shown_ticket as
  select w.ticket ->> 'window' as recipient, w.ticket ->> 'kind' as kind, w.ticket -> 'key' as key
    from (select convert_from(decode(split_part(current_setting('troth.ticket', true), '.', 1), 'hex'), 'UTF8')::jsonb
                   as ticket) as w
"""


def test_without_the_signature(market: Market) -> None:
    """The same forged ticket opens the window once nothing looks at its signature."""
    with market.without(WITHOUT), market.prompt(COUNTERPARTY) as prompt:
        assert ANA in shows(prompt, f"{words()}.{'0' * 64}")
