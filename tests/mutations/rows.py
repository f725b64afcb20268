# ruff: noqa: E501
"""Broken in what windows show: row policies that let too much through, words that are lost, a clock that is wrong."""

from __future__ import annotations

from mutations.mutation import Noticed, statement

LOSE = "create function public.lose() returns trigger language plpgsql as 'begin return null; end';"


def losing(what: str, table: str, when: str = "") -> str:
    return LOSE + f"create trigger lose before {what} on {table} for each row {when} execute function lose()"


def select(purpose: str, table: str, condition: str = "true") -> str:
    return f"alter policy k7tracks_sees_{purpose}_select on {table} using ({condition})"


MORE = "create function public.more() returns trigger language plpgsql security definer as 'begin delete from troth.consent_member c where c.subject = old.subject; return old; end'; create trigger more after delete on troth.consent_member for each row execute function more()"
SUBSCRIBED = "exists (select from troth.consent_member c where c.subject = member_id and c.purpose = 'newsletter')"

ROWS = (
    statement("row security is off", "alter table member disable row level security"),
    statement("a row policy is gone", "drop policy k7tracks_sees_support_select on member"),
    statement("a window without its consent condition", select("newsletter", "member")),
    statement("a window without its consent condition, as the compiler wanted it", select("newsletter", "member"), unseen=True),
    statement("consent to one purpose opens another", select("newsletter", "member", "exists (select from troth.consent_member c where c.subject = member_id)"), unseen=True),
    statement("a consent need not be the person's own", select("surveys", "member", "exists (select from troth.consent_member c where c.purpose = 'surveys')"), unseen=True),
    statement("a window does not ask for objections", select("fraud_prevention", "member", "exists (select from troth.look_fraud_signal f where f.member_id = member.member_id)"), unseen=True),
    statement("a window does not ask for restrictions", select("bookkeeping", "member"), unseen=True),
    statement("an objection of one person hides nobody else", select("offers", "member", "not exists (select from troth.hidden_member h where h.scope = 'offers' and h.subject = 1)"), unseen=True),
    statement("a window without its clock", select("fraud_prevention", "fraud_signal", "not exists (select from troth.hidden_member h where h.subject = member_id and h.scope like 'fraud_prevention%')"), unseen=True),
    statement("a condition is forgotten", select("dispute_handling", "orders"), unseen=True),
    statement("a recipient without an end", "alter policy k7tracks_shows_carrier_select on member using (true)"),
    statement("a recipient without an end, as the compiler wanted it", "alter policy k7tracks_shows_carrier_select on member using (true)", unseen=True),
    statement("a window adds rows of anybody", "alter policy k7tracks_sees_account_update on member using (true) with check (true)"),
    statement("a row policy for another command alone", "drop policy k7tracks_sees_support_select on orders; create policy k7tracks_sees_support_select on orders as restrictive for delete to k7tracks_sees_support using (false)"),
    statement("a row policy that permits instead of restricting", "drop policy k7tracks_sees_support_select on orders; create policy k7tracks_sees_support_select on orders as permissive for select to k7tracks_sees_support using (false)"),
)  # fmt: skip

STANDING = (
    statement("withdrawals are lost", losing("delete", "troth.consent_member")),
    statement("a withdrawal takes every other consent along", MORE),
    statement("who tells of changes reaches subscribers alone", select("support", "member", SUBSCRIBED), "grant select on troth.consent_member to k7tracks_sees_support", unseen=True),
    statement("endings are lost", losing("insert", "troth.hidden_member", "when (new.cause = 'ended')")),
    statement("pending objections are lost", losing("insert", "troth.hidden_member", "when (new.cause = 'objection')")),
    statement("restrictions are lost", losing("insert", "troth.hidden_member", "when (new.cause = 'restriction')")),
    statement("what was said is not written down", losing("insert", "troth.history_member")),
    statement("what was said is not entered into the ledger", losing("insert", "troth.ledger_entry", "when (new.entry like '%\"what\":\"withdraw\"%')")),
    statement("the clock stands still", "create or replace function troth.clock() returns timestamptz language sql stable parallel safe return '2026-11-01'::timestamptz; create or replace function troth.since_days_instant(instant timestamptz, length interval) returns timestamptz language sql stable parallel safe return '2026-01-01'::timestamptz; create or replace function troth.since_instant(instant timestamptz, length interval) returns timestamptz language sql stable parallel safe return '2006-01-01'::timestamptz"),
    statement("every period is longer by a year", "create or replace function troth.since_days_instant(instant timestamptz, length interval) returns timestamptz language sql stable parallel safe return instant - length - interval '1 year'", unseen=True),
    statement("the day never changes", "create or replace function troth.today() returns date language sql stable parallel safe return '2026-11-01'::date"),
    statement("what ends at a time has ended already", "create or replace function troth.still(until timestamptz) returns boolean language sql stable parallel safe return false"),
    statement("the look-out shows nobody's links", "create or replace view troth.look_orders as select order_id, null::bigint as buyer_id, null::bigint as seller_id, placed_at, cancelled_at, null::timestamptz as \"event: order delivered\" from public.orders"),
)  # fmt: skip

NOTICED: Noticed = {
    "row security is off": ("access-2", "purpose-3"),
    "a row policy is gone": ("purpose-3", "access-2"),
    "a window without its consent condition": ("purpose-1", "withdrawal-1"),
    "a window without its consent condition, as the compiler wanted it": ("purpose-1", "withdrawal-1"),
    "consent to one purpose opens another": ("purpose-1", "withdrawal-1"),
    "a consent need not be the person's own": ("withdrawal-2",),
    "a window does not ask for objections": ("objection-1",),
    "a window does not ask for restrictions": ("purpose-2", "restriction-1"),
    "an objection of one person hides nobody else": ("objection-3",),
    "a window without its clock": ("retention-3",),
    "a condition is forgotten": ("scene-1",),
    "a recipient without an end": ("recipient-1", "agreement-1"),
    "a recipient without an end, as the compiler wanted it": ("recipient-1", "agreement-1"),
    "a window adds rows of anybody": ("version-1",),
    "a row policy for another command alone": ("purpose-3", "version-1"),
    "a row policy that permits instead of restricting": ("purpose-3", "version-1"),
    "withdrawals are lost": ("withdrawal-1",),
    "a withdrawal takes every other consent along": ("announced-1",),
    "who tells of changes reaches subscribers alone": ("notice-1",),
    "endings are lost": ("objection-1", "objection-3"),
    "pending objections are lost": ("objection-2",),
    "restrictions are lost": ("restriction-1",),
    "what was said is not written down": ("withdrawal-1",),
    "what was said is not entered into the ledger": ("withdrawal-1",),
    "the clock stands still": ("version-1",),
    "every period is longer by a year": ("retention-3",),
    "the day never changes": ("version-1",),
    "what ends at a time has ended already": ("version-1",),
    "the look-out shows nobody's links": ("version-1",),
}
