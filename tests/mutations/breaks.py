# ruff: noqa: E501
"""The ways in which a running system is broken: by a statement of somebody, by a mistake in Troth's own code, by time.

`unseen`: as if the compiler itself had made the mistake, so that comparing with what it compiles finds nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from troth.access import making
from troth.compiler import need
from troth.erasure import erase as erasing
from troth.policy.model import Policy
from troth.retention.decision import Deciding, Gone
from troth.standing import desk, subject


@dataclass(frozen=True)
class Mutation:
    """One way to break the system."""

    name: str
    sql: tuple[str, ...] = ()
    code: tuple[Callable[[pytest.MonkeyPatch], None], ...] = ()
    policy: Callable[[Policy], Policy] | None = None
    unseen: bool = False


LOSE = "create function public.lose() returns trigger language plpgsql as 'begin return null; end';"


def losing(what: str, table: str, when: str = "") -> str:
    return LOSE + f"create trigger lose before {what} on {table} for each row {when} execute function lose()"


def select(purpose: str, table: str, condition: str = "true") -> str:
    return f"alter policy k7tracks_sees_{purpose}_select on {table} using ({condition})"


def statement(name: str, *sql: str, unseen: bool = False) -> Mutation:
    return Mutation(name, sql=sql, unseen=unseen)


EARLIER = "insert into troth.deployment (id, policy, prefix, version, policy_file, tables_file, at) overriding system value values (0, 'k7tracks', 'k7tracks', 2, '', '', '2020-01-01')"
MORE = "create function public.more() returns trigger language plpgsql security definer as 'begin delete from troth.consent_member c where c.subject = old.subject; return old; end'; create trigger more after delete on troth.consent_member for each row execute function more()"
SUBSCRIBED = "exists (select from troth.consent_member c where c.subject = member_id and c.purpose = 'newsletter')"

RIGHTS = (
    statement("a role reads a table", "create role bi; grant select on member to bi"),
    statement("a role reads one column", "create role bi; grant select (phone) on member to bi"),
    statement("everyone reads a table", "grant select on orders to public"),
    statement("everyone reads one column", "grant select (email) on member to public"),
    statement("a window reads a table itself", "grant select on member to k7tracks_for_support"),
    statement("a purpose reaches a column more", "grant select (phone) on member to k7tracks_sees_bookkeeping"),
    statement("a purpose reaches a column more, as the compiler wanted it", "grant select (phone) on member to k7tracks_sees_bookkeeping", unseen=True),
    statement("a role writes a column", "create role form; grant insert (phone), update (phone) on member to form"),
    statement("a purpose may delete", "grant delete on member to k7tracks_sees_support; grant delete on for_support.member to k7tracks_for_support"),
    statement("a login becomes a window", "create role ana login in role k7tracks_for_bookkeeping"),
    statement("a login becomes the window of a recipient", "create role ana login in role k7tracks_to_carrier"),
    statement("one can log in as a recipient", "alter role k7tracks_to_carrier login"),
    statement("a login becomes what stands behind a window", "create role ana login in role k7tracks_sees_account"),
    statement("a staff role gets a window more", "grant k7tracks_for_newsletter to k7tracks_by_logistics"),
    statement("a staff role inherits", "alter role k7tracks_by_logistics inherit"),
    statement("a staff role reads a view without a purpose", "grant usage on schema for_support to k7tracks_by_logistics; grant select on for_support.member to k7tracks_by_logistics"),
    statement("a window reads another window", "grant usage on schema for_account to k7tracks_for_support; grant select on for_account.member to k7tracks_for_support"),
    statement("what stands behind a window passes row security", "alter role k7tracks_sees_support bypassrls"),
    statement("a window is superuser", "alter role k7tracks_for_support superuser"),
    statement("a window may make roles", "alter role k7tracks_for_support createrole"),
    statement("new tables are everyone's", "alter default privileges grant select on tables to public"),
    statement("a function gives out what its owner sees", "create function public.mails() returns setof text language sql security definer begin atomic select email from public.member; end"),
    statement("passwords are stored the old way", "set local password_encryption = 'md5'"),
)  # fmt: skip

VIEWS = (
    statement("a view of the company shows a column", "create view contacts as select email, phone from member; create role bi; grant select on contacts to bi"),
    statement("a copy of a table is kept beside it", "create materialized view contacts as select email, phone from member; create role bi; grant select on contacts to bi"),
    statement("a window has a column more", "create or replace view for_newsletter.member as select member_id, full_name, email, created_at, last_seen_at, closed_at, phone from public.member; grant select on for_newsletter.member to k7tracks_for_newsletter; grant select (phone) on member to k7tracks_sees_newsletter"),
    statement("a window has a column more, as the compiler wanted it", "create or replace view for_newsletter.member as select member_id, full_name, email, created_at, last_seen_at, closed_at, phone from public.member; grant select on for_newsletter.member to k7tracks_for_newsletter; grant select (phone) on member to k7tracks_sees_newsletter", unseen=True),
    statement("a window has a view more", "create view for_support.signals as select ip from fraud_signal; grant select on for_support.signals to k7tracks_for_support"),
    statement("a window's view is gone", "drop view for_support.message"),
    statement("a recipient is shown a column more", "create view to_carrier.extra as select email from member; grant select on to_carrier.extra to k7tracks_to_carrier"),
    statement("a recipient of counts is shown rows", "create view to_advertiser.people as select email from member; grant select on to_advertiser.people to k7tracks_to_advertiser"),
    statement("a recipient of counts reads the table", "grant select on advert_view to k7tracks_to_advertiser"),
    statement("counts of small groups are shown", "create or replace view to_advertiser.advert_views as select advert, shown_on, count(distinct member_id) as people from advert_view group by 1, 2"),
    statement("a table is published to another server", "create publication elsewhere for table member"),
    statement("a column that nobody mapped", "alter table member add shoe_size int"),
    statement("a table that nobody mapped", "create table notes (about bigint, note text)"),
)  # fmt: skip

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

LEDGER = (
    statement("an entry is changed", "update troth.ledger_entry set entry = replace(entry, 'newsletter', 'offers')"),
    statement("an entry is taken out", "delete from troth.ledger_entry where entry like '%\"what\":\"consent\"%'"),
    statement("a hash is changed with its entry", "update troth.ledger_entry set entry = replace(entry, 'newsletter', 'offers'); update troth.ledger_leaf l set hash = sha256('\\x00'::bytea || convert_to(e.entry, 'UTF8')) from troth.ledger_entry e where e.id = l.entry"),
    statement("a checkpoint is changed", "update troth.ledger_checkpoint set note = replace(note, 'shop', 'shoq')"),
    statement("the desk may change entries", "grant update on troth.ledger_entry to k7tracks_desk"),
    statement("the desk may empty the ledger", "grant truncate on troth.ledger_leaf to k7tracks_desk"),
    statement("nothing was ever said", "delete from troth.ledger_leaf; delete from troth.ledger_entry; delete from troth.ledger_checkpoint"),
    statement("another version was applied", "insert into troth.deployment (policy, prefix, version, policy_file, tables_file) values ('k7tracks', 'k7tracks', 9, '', '')"),
    statement("the text of the policy is changed afterwards", "update troth.deployment set policy_file = policy_file || ' '"),
    statement("something was disclosed to a stranger", "insert into troth.disclosure (recipient, because, actor, country, categories, people, rows, digest, policy_version) values ('a stranger', 'x', 'ana', 'DE', '[]', 1, 1, '', 3)"),
    statement("what no recipient gets was disclosed", "insert into troth.disclosure (recipient, because, actor, country, categories, people, rows, digest, policy_version) values ('carrier', 'x', 'ana', 'DE', '[\"device.ip\"]', 1, 1, '', 3)"),
    statement("nobody was told of a new version", EARLIER),
    statement("a confirmation has run out", "update troth.attestation set until = current_date - 1"),
)  # fmt: skip


# -- mistakes in Troth's own code --------------------------------------------------------------------------------------


def _skipping(table: str) -> Callable[..., Any]:
    whole = Deciding._run

    def run(self: Deciding, *asked: Any) -> tuple[Gone, ...]:
        return tuple(gone for gone in whole(self, *asked) if gone.table.name != table)

    return run


def _sweep_skips(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Deciding, "_run", _skipping("fraud_signal"))


def _erasure_only_decides(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Deciding, "carry_out", lambda self, connection: self.decide(connection))
    patch.setattr(erasing, "left_over", lambda *asked: ())


def _erasure_ends_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(erasing, "end", lambda *asked: erasing.Ended())


def _erasure_is_silent(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(erasing.Erasure, "keeping", property(lambda self: _Silent()))


class _Silent:
    """An answer that names nothing of what stays."""

    def stays(self, *asked: object) -> tuple[()]:
        return ()


def _holds_ignored(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(need.Need, "holding", lambda *asked: [])


def _children_like_others(patch: pytest.MonkeyPatch) -> None:
    whole = erasing.request_of
    patch.setattr(erasing, "request_of", lambda policy, who: whole(policy, erasing.replace(who, child=False)))


def _copy_skips(patch: pytest.MonkeyPatch) -> None:
    whole = making.read_tables
    patch.setattr(making, "read_tables", lambda *asked: [each for each in whole(*asked) if each.query.name != "orders"])


def _port_changes(patch: pytest.MonkeyPatch) -> None:
    told = making.portable_row

    def changed(*asked: Any) -> Any:
        row = told(*asked)
        return row | {"email": "somebody.else@example.org"} if isinstance(row, dict) and "email" in row else row

    patch.setattr(making, "portable_row", changed)


def _withdrawal_is_only_written(patch: pytest.MonkeyPatch) -> None:
    whole = desk.Book.run

    def run(self: desk.Book, name: str, **given: Any) -> Any:
        return [] if name == "standing withdraw" else whole(self, name, **given)

    patch.setattr(desk.Book, "run", run)


def _restriction_of_one_purpose(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(desk, "plain_scopes", lambda policy, scope: ("account",))


def _objection_hides_nothing(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(subject.Subject, "_hide", staticmethod(lambda *asked: []))


def _plan_is_silent(patch: pytest.MonkeyPatch) -> None:
    whole = erasing.Erasure.plan
    patch.setattr(erasing.Erasure, "plan", lambda self: replace(whole(self), ended=erasing.Ended(), gone=()))
    patch.setattr(erasing.Erasure, "_unchanged", lambda self, plan, seen: self._looked(seen))


def _plan_binds_nobody(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(erasing, "_changed", lambda plan, seen: [])


def mistake(name: str, *code: Callable[[pytest.MonkeyPatch], None]) -> Mutation:
    return Mutation(name, code=code)


MISTAKES = (
    mistake("the sweep skips a table", _sweep_skips),
    mistake("an erasure decides and does nothing", _erasure_only_decides),
    mistake("an erasure ends no purpose", _erasure_ends_nothing),
    mistake("an erasure does not say what stays", _erasure_is_silent),
    mistake("an erasure does more than its plan says", _plan_is_silent),
    mistake("a plan that is no longer true is carried out", _plan_binds_nobody),
    mistake("a hold of the policy is ignored", _holds_ignored),
    mistake("a child is erased like anybody", _children_like_others),
    mistake("a copy skips a table", _copy_skips),
    mistake("a portable copy is not what is held", _port_changes),
    mistake("a withdrawal is only written down", _withdrawal_is_only_written),
    mistake("a restriction reaches one purpose alone", _restriction_of_one_purpose),
    mistake("an objection hides nothing", _objection_hides_nothing),
)


# -- time, and what the policy says ------------------------------------------------------------------------------------


def _carrier(**changes: Any) -> Callable[[Policy], Policy]:
    def change(policy: Policy) -> Policy:
        carrier = policy.recipients["carrier"].model_copy(update=changes)
        return policy.model_copy(update={"recipients": {**policy.recipients, "carrier": carrier}})

    return change


def _expired(policy: Policy) -> Policy:
    agreement = policy.recipients["carrier"].agreement
    assert agreement is not None
    return _carrier(agreement=agreement.model_copy(update={"expires": date(2026, 1, 31)}))(policy)


def _nobody_to_ask(policy: Policy) -> Policy:
    controller = policy.controller.model_copy(update={"contact": "TODO"})
    return policy.model_copy(update={"controller": controller})


def _safeguard_over(policy: Policy) -> Policy:
    advertiser = policy.recipients["advertiser"]
    assert advertiser.safeguard is not None
    over = advertiser.safeguard.model_copy(update={"expires": date(2026, 1, 31)})
    changed = advertiser.model_copy(update={"safeguard": over})
    return policy.model_copy(update={"recipients": {**policy.recipients, "advertiser": changed}})


POLICY = (
    Mutation("a recipient past its agreement", policy=_expired),
    Mutation("a recipient without an agreement", policy=_carrier(agreement=None)),
    Mutation("a recipient in a country without a safeguard", policy=_carrier(country="US")),
    Mutation("a safeguard has run out", policy=_safeguard_over),
    Mutation("a recipient pays", policy=_carrier(for_money=True)),
    Mutation("nobody to turn to", policy=_nobody_to_ask),
    Mutation("the policy at hand is newer than what was applied", policy=lambda policy: policy.model_copy(update={"version": 4})),
)  # fmt: skip

MUTATIONS: dict[str, tuple[Mutation, ...]] = {
    "Rights": RIGHTS,
    "Views, tables and columns": VIEWS,
    "Row policies": ROWS,
    "Standing and time": STANDING,
    "The ledger, versions, confirmations": LEDGER,
    "Mistakes in the code that sweeps, erases, copies and takes words down": MISTAKES,
    "Agreements, safeguards and what the policy says": POLICY,
}
"""All of them, by what is broken."""

NOTICED: dict[str, tuple[str, ...]] = {
    "a role reads a table": ("access-1", "enforced-1"),
    "a role reads one column": ("access-2", "enforced-1"),
    "everyone reads a table": ("access-1", "aggregate-2"),
    "everyone reads one column": ("access-1", "staff-1"),
    "a window reads a table itself": ("access-2", "purpose-3"),
    "a purpose reaches a column more": ("access-2", "purpose-2", "version-1"),
    "a purpose reaches a column more, as the compiler wanted it": ("access-2",),
    "a role writes a column": ("collection-1", "enforced-1"),
    "a purpose may delete": ("purpose-3", "version-1"),
    "a login becomes a window": ("logins-1",),
    "a login becomes the window of a recipient": ("recipient-1",),
    "one can log in as a recipient": ("recipient-1", "version-1"),
    "a login becomes what stands behind a window": ("access-2", "collection-1"),
    "a staff role gets a window more": ("staff-1",),
    "a staff role inherits": ("enforced-1", "version-1"),
    "a staff role reads a view without a purpose": ("staff-1", "access-1"),
    "a window reads another window": ("access-2", "purpose-3"),
    "what stands behind a window passes row security": ("logins-1", "restriction-1"),
    "a window is superuser": ("access-2", "logins-1"),
    "a window may make roles": ("logins-1",),
    "new tables are everyone's": ("enforced-1",),
    "a function gives out what its owner sees": ("enforced-1",),
    "passwords are stored the old way": ("logins-1",),
    "a view of the company shows a column": ("access-2",),
    "a copy of a table is kept beside it": ("access-2",),
    "a window has a column more": ("access-2", "purpose-1"),
    "a window has a column more, as the compiler wanted it": ("access-2", "purpose-1"),
    "a window has a view more": ("only-1", "purpose-3"),
    "a window's view is gone": ("purpose-3", "version-1"),
    "a recipient is shown a column more": ("recipient-1",),
    "a recipient of counts is shown rows": ("aggregate-2", "recipient-2"),
    "a recipient of counts reads the table": ("aggregate-1", "aggregate-2"),
    "counts of small groups are shown": ("aggregate-1",),
    "a table is published to another server": ("enforced-1",),
    "a column that nobody mapped": ("unmapped-1",),
    "a table that nobody mapped": ("unmapped-1",),
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
    "an entry is changed": ("ledger-1",),
    "an entry is taken out": ("ledger-1",),
    "a hash is changed with its entry": ("ledger-1",),
    "a checkpoint is changed": ("ledger-1",),
    "the desk may change entries": ("ledger-1",),
    "the desk may empty the ledger": ("ledger-1",),
    "nothing was ever said": ("version-1",),
    "another version was applied": ("version-1",),
    "the text of the policy is changed afterwards": ("version-1",),
    "something was disclosed to a stranger": ("never-2",),
    "what no recipient gets was disclosed": ("only-3",),
    "nobody was told of a new version": ("notice-1",),
    "a confirmation has run out": ("walls-1",),
    "the sweep skips a table": ("retention-5",),
    "an erasure decides and does nothing": ("erasure-1",),
    "an erasure ends no purpose": ("erasure-1",),
    "an erasure does not say what stays": ("erasure-1",),
    "an erasure does more than its plan says": ("announced-1",),
    "a plan that is no longer true is carried out": ("announced-1",),
    "a hold of the policy is ignored": ("hold-1",),
    "a child is erased like anybody": ("erasure-2",),
    "a copy skips a table": ("copy-1",),
    "a portable copy is not what is held": ("copy-2",),
    "a withdrawal is only written down": ("withdrawal-1",),
    "a restriction reaches one purpose alone": ("restriction-1",),
    "an objection hides nothing": ("objection-1", "objection-2"),
    "a recipient past its agreement": ("agreement-1", "recipient-1"),
    "a recipient without an agreement": ("agreement-1",),
    "a recipient in a country without a safeguard": ("safeguard-1",),
    "a safeguard has run out": ("safeguard-1",),
    "a recipient pays": ("never-2",),
    "nobody to turn to": ("contact-1",),
    "the policy at hand is newer than what was applied": ("version-1",),
}
"""For each, promises that must turn broken: those that speak of it. What else does is in noticed.json; see page.py."""
