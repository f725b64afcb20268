"""Each kind of deviation: break it, see exactly that finding, run the statement that it prints, and it is gone."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from shops import MARKETPLACE, Shop
from troth.checks.declared import declare
from troth.documents import parse_document, read_document
from troth.findings import Finding, Level

ERROR, WARNING, NOTE = Level.ERROR, Level.WARNING, Level.NOTE


class Case(NamedTuple):
    """What somebody does, and what verify says of it. `chief`: only a superuser could do or mend it."""

    breaks: str
    code: str
    says: str
    level: Level = ERROR
    chief: bool = False


CASES = {
    # What Troth made
    "a view is dropped": Case(
        "drop view for_support.message", "TR510", "view for_support.message is missing"),
    "a row policy is dropped": Case(
        "drop policy k7tracks_sees_support_select on member", "TR510",
        "row policy k7tracks_sees_support_select on public.member is missing"),
    "row security is off": Case(
        "alter table member disable row level security", "TR510", "row security public.member is missing"),
    "a row policy is altered": Case(
        "alter policy k7tracks_sees_support_select on member using (true)", "TR511",
        "row policy k7tracks_sees_support_select on public.member is not as the policy wants it"),
    "a role inherits": Case(
        "alter role k7tracks_for_support inherit", "TR511",
        "role k7tracks_for_support is not as the policy wants it: it has inherit"),
    "a role bypasses row security": Case(
        "alter role k7tracks_sees_support bypassrls", "TR511",
        "role k7tracks_sees_support is not as the policy wants it: it has bypassrls", chief=True),
    "a window gets a base table": Case(
        "grant select on member to k7tracks_for_support", "TR512",
        "grant SELECT on table public.member to k7tracks_for_support is not wanted by the policy"),
    "a search path is altered": Case(
        "do $$ begin execute format('alter role k7tracks_for_support in database %I set search_path = public', "
        "current_database()); end $$", "TR511", "role k7tracks_for_support is not as the policy wants it"),
    # Others who reach personal data
    "a role reads a table": Case(
        "create role reader; grant select on member to reader", "TR520", "role `reader` may select on `member`"),
    "a role reads a column": Case(
        "create role peeper; grant select (email, created_at), update (phone) on member to peeper", "TR520",
        "role `peeper` may select (email), update (phone) on `member`"),
    "everyone reads a table": Case(
        "grant select on orders to public", "TR520", "everyone (public) may select on `orders`"),
    "a group reads, and its member": Case(
        "create role readers; create role ana in role readers; grant delete on message to readers", "TR520",
        "role `readers` may delete on `message`, and so may ana through it"),
    "a member of the owner": Case(
        "do $$ begin execute format('create role deputy; grant %s to deputy', (select datdba::regrole from pg_database "
        "where datname = current_database())); end $$", "TR521", "role `deputy` is a member of `", chief=True),
    "a member of a role that reads all": Case(
        "create role auditor; grant pg_read_all_data to auditor", "TR521",
        "role `auditor` is a member of `pg_read_all_data`, and so reaches every table", chief=True),
    "a view shows a column": Case(
        "create view mails as select email from member; create role mailer; grant select on mails to mailer", "TR524",
        "view `mails` shows personal columns to role `mailer`"),
    "a view shows a whole row, through another": Case(
        "create view m as select member_id, to_jsonb(m) as it from member m; create view mm as select it from m; "
        "grant select on mm to public", "TR524", "view `mm` shows personal columns to everyone (public)"),
    "a materialised view": Case(
        "create schema reports; create materialized view reports.copied as select phone from member; "
        "create role copier; grant select on reports.copied to copier", "TR524",
        "view `reports.copied` shows personal columns to role `copier`"),
    "a function of the owner's": Case(
        "create function whole() returns setof member language sql security definer as 'select * from member'",
        "TR525", "everyone (public) may run `public.whole()` with the rights of `", WARNING),
    "a publication": Case(
        "create publication p for table member", "TR526", "publication `p` sends `member` to whoever subscribes",
        NOTE, chief=True),
    "a role that replicates": Case(
        "create role standby replication", "TR527",
        "role `standby` has REPLICATION: it may copy the whole server", WARNING, chief=True),
    # What a window's role could reach beside its window
    "a window is a member": Case(
        "create role team; grant team to k7tracks_for_support", "TR530",
        "role `k7tracks_for_support` is a member of `team`"),
    "a member of what stands behind a window": Case(
        "create role snoop; grant k7tracks_sees_support to snoop", "TR531",
        "role `snoop` may become `k7tracks_sees_support`"),
    "a login inherits a window": Case(
        "create role clerk; grant k7tracks_for_support to clerk", "TR531",
        "role `clerk` inherits from `k7tracks_for_support`"),
    "a sequence for everyone": Case(
        "create sequence counter; grant usage on sequence counter to public", "TR532",
        "everyone (public) may usage on `counter`"),
    "a plain table for everyone": Case(
        "grant select on listing_category to public", "TR532", "everyone (public) may select on `listing_category`"),
    "a schema for everyone": Case(
        "grant create on schema public to public", "TR533", "everyone (public) may make objects in schema `public`",
        chief=True),
    "a database for everyone": Case(
        "do $$ begin execute format('grant create on database %I to public', current_database()); end $$", "TR534",
        "everyone (public) has CREATE on database"),
    "a large object for everyone": Case(
        "select lo_create(4711); grant select on large object 4711 to public", "TR535",
        "everyone (public) may select large object 4711"),
    "default privileges for everyone": Case(
        "alter default privileges in schema public grant select on tables to public", "TR536",
        "tables that `"),
    "default privileges for a window": Case(
        "alter default privileges grant select on tables to k7tracks_for_support", "TR536",
        "tables that `"),
    "a window owns something": Case(
        "create function public.mine() returns int language sql as 'select 1'; "
        "alter function public.mine() owner to k7tracks_for_support", "TR537",
        "role `k7tracks_for_support` owns function `public.mine()`", chief=True),
    "a setting of a window": Case(
        "alter role k7tracks_for_support set row_security = off", "TR538",
        "role `k7tracks_for_support` has row_security = off"),
}  # fmt: skip


@pytest.fixture(scope="module")
def clean(shop: Shop) -> set[Finding]:
    """What verify says of a database that nobody has touched since: nothing wrong."""
    report = shop.report()
    assert report.sound and not report.of(ERROR), report
    return set(report.findings)


@pytest.mark.parametrize("name", CASES)
def test_a_deviation_is_found_and_mended(shop: Shop, clean: set[Finding], name: str) -> None:
    case = CASES[name]
    shop.run(case.breaks, chief=case.chief)

    found = [finding for finding in shop.report().findings if finding not in clean]
    assert {(finding.code, finding.level) for finding in found} == {(case.code, case.level)}
    first = next(finding for finding in found if finding.message.startswith(case.says))
    assert first.where.object

    for finding in found:
        shop.run(finding.hint, chief=case.chief)
    assert set(shop.report().findings) == clean


def test_a_trigger_that_came_later_is_found_beside_everything_else(shop: Shop, clean: set[Finding]) -> None:
    """A plan would be refused for it. Whoever verifies is told of it, and of all the rest."""
    shop.run(
        "create function note() returns trigger language plpgsql security definer as 'begin return new; end';"
        "create trigger note before update on member for each row execute function note()"
    )
    report = shop.report()
    found = [finding for finding in report.findings if finding not in clean]
    assert ("TR345", ERROR) in {(finding.code, finding.level) for finding in found}
    assert not report.sound and report.board is not None
    shop.run("alter function note() set search_path = public, pg_temp")
    assert "TR345" not in {finding.code for finding in shop.report().findings}
    shop.run("drop function note() cascade")
    assert set(shop.report().findings) == clean


@pytest.mark.parametrize(
    ("code", "comes", "mapped", "goes"),
    [
        ("TR346", "create view letters as select email from member", "  letters: plain\n", "drop view letters"),
        ("TR347", "alter table member add domain text generated always as (split_part(email, '@', 2)) stored",
         "      domain: plain\n", "alter table member drop domain"),
    ],
)  # fmt: skip
def test_what_is_plain_and_came_to_be_personal_is_found(
    shop: Shop, code: str, comes: str, mapped: str, goes: str
) -> None:
    policy = read_document(MARKETPLACE / "privacy" / "policy.yaml")
    before = "  listing_category: plain" if code == "TR346" else "      phone: contact.phone"
    tables = (MARKETPLACE / "privacy" / "tables.yaml").read_text("utf-8")
    assert tables.count(before) == 1
    declared = declare(policy, parse_document(tables.replace(before, mapped + before).encode(), "tables.yaml"))
    shop.run(comes)
    try:
        assert (code, ERROR) in {(finding.code, finding.level) for finding in shop.report(declared).findings}
    finally:
        shop.run(goes)
