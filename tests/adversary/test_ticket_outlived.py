"""Attempt: send one message that goes on asking after its ticket is over."""

from __future__ import annotations

import pytest

from adversary.market import ANA, Market
from adversary.test_tickets import COUNTERPARTY, pads, words

LOOP = """
do $$ begin
  for turn in 1..2 loop
    raise notice '%', (select string_agg(full_name, ', ') from to_counterparty.member);
    perform pg_sleep(2.5);
  end loop;
end $$
"""
"""One statement to the server, whose inner queries begin later and later."""

QUERIES = "select full_name from member; select pg_sleep(2.5); select full_name from member"

STALE = """
create or replace view troth.shown_ticket as
  select w.ticket ->> 'window' as recipient, w.ticket ->> 'kind' as kind, w.ticket -> 'key' as key
    from (select convert_from(decode(split_part(current_setting('troth.ticket', true), '.', 1), 'hex'), 'UTF8')::jsonb
                   as ticket) as w
   where to_timestamp((w.ticket ->> 'until')::double precision) >= troth.clock() + (statement_timestamp() - now())
"""
"""It looks at the time at which the message came."""


def times_seen(market: Market, message: str) -> int:
    with market.prompt(COUNTERPARTY) as prompt:
        prompt.ask(f"set troth.ticket = '{pads(market).signed(words(minutes=1 / 30))}'")
        return prompt.ask(message).count(ANA)


@pytest.mark.parametrize("message", [LOOP, QUERIES], ids=["a loop", "two queries"])
def test_it_shows_nothing_once_it_is_over(market: Market, message: str) -> None:
    assert times_seen(market, message) == 1


@pytest.mark.parametrize("message", [LOOP, QUERIES], ids=["a loop", "two queries"])
def test_without_the_defence(market: Market, message: str) -> None:
    with market.without(STALE):
        assert times_seen(market, message) == 2
