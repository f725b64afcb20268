"""Consents of the application's own columns are brought over, with evidence, and never against what was said since."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import psycopg
import pytest

from integration.adopt.a_shop import Shop
from troth.adopt.consent_import import ImportPlan, apply_import, import_consents
from troth.adopt.orphans import count_orphans
from troth.errors import Refused

QUERY = "select member_id, agreed_at as given_at, wording from sign_up"


@pytest.fixture
def signed(shop: Shop) -> Shop:
    shop.owner.execute(
        """create table sign_up (member_id bigint, agreed_at timestamptz, wording text);
        insert into sign_up values (1, '2026-01-05 10:00Z', 'v1'), (1, '2026-02-05 10:00Z', 'v2'),
          (2, '2026-01-06 10:00Z', 'v1'), (77, '2026-01-07 10:00Z', 'v1')"""
    )
    return shop


def planned(shop: Shop, query: str = QUERY, purpose: str = "newsletter", kind: str = "member") -> ImportPlan:
    compiled = shop.compiled()
    return import_consents(
        shop.owner, compiled, kind=kind, purpose=purpose, query=query, evidence={"source": "old application"}
    )


def counts(plan: ImportPlan) -> tuple[int, int, int, int]:
    return plan.new, plan.already, plan.otherwise, plan.unknown


def test_consents_are_brought_over_once(signed: Shop) -> None:
    plan = planned(signed)
    assert counts(plan) == (2, 0, 0, 1)
    assert signed.seen("newsletter", "select email from member") == []
    assert apply_import(signed.owner, signed.compiled(), plan, actor="ana") == 2
    assert len(signed.seen("newsletter", "select email from member")) == 2
    assert counts(planned(signed)) == (0, 2, 0, 1)
    assert apply_import(signed.owner, signed.compiled(), plan, actor="ana") == 0
    kept = signed.owner.execute("select given_at from troth.consent_member where subject = 1").fetchone()
    assert kept == (datetime(2026, 2, 5, 10, tzinfo=UTC),)


def test_a_time_without_a_zone_is_one_of_the_policy(signed: Shop) -> None:
    query = "select member_id, timestamp '2026-01-05 10:00' as given_at from sign_up where member_id = 2"
    apply_import(signed.owner, signed.compiled(), planned(signed, query), actor="ana")
    kept = signed.owner.execute("select given_at from troth.consent_member where subject = 2").fetchone()
    assert kept == (datetime(2026, 1, 5, 9, tzinfo=UTC),), "ten o'clock in Berlin"


def test_each_has_its_history_and_evidence(signed: Shop) -> None:
    apply_import(signed.owner, signed.compiled(), planned(signed), actor="ana")
    history = signed.owner.execute(
        "select word, purpose, actor, policy_version, detail from troth.history_member order by subject"
    ).fetchall()
    assert len(history) == 2
    assert history[0][:4] == ("consent", "newsletter", "ana", 1)
    assert history[0][4] == {
        "wording": "v2",
        "source": "old application",
        "imported": True,
        "given_at": history[0][4]["given_at"],
    }


def test_each_is_an_entry_of_the_ledger_about_nobody_by_name(signed: Shop) -> None:
    apply_import(signed.owner, signed.compiled(), planned(signed), actor="ana")
    rows = signed.owner.execute("select entry from troth.ledger_entry order by id desc limit 2").fetchall()
    entries = [json.loads(str(entry)) for (entry,) in rows]
    said = [(entry["what"], entry["actor"], entry["purpose"], entry["detail"]["imported"]) for entry in entries]
    assert said == [("consent", "ana", "newsletter", True)] * 2
    pseudonyms = signed.owner.execute("select pseudonym from troth.ledger_key order by key").fetchall()
    assert {entry["subject"] for entry in entries} == {pseudonym for (pseudonym,) in pseudonyms}


@pytest.mark.parametrize("word", ["withdraw", "end", "object"])
def test_what_was_said_since_stands(signed: Shop, word: str) -> None:
    columns = "subject, word, purpose, detail, policy_version, actor"
    signed.owner.execute(
        f"insert into troth.history_member ({columns}) values (2, '{word}', 'newsletter', '{{}}', 1, 'bo')"
    )
    plan = planned(signed)
    assert counts(plan) == (1, 0, 1, 1)
    assert apply_import(signed.owner, signed.compiled(), plan, actor="ana") == 1


@pytest.mark.parametrize(
    "query",
    [
        "delete from sign_up returning member_id",
        "with gone as (delete from sign_up returning member_id) select member_id from gone",
        "select member_id from sign_up; delete from sign_up",
    ],
)
def test_a_query_only_reads(signed: Shop, query: str) -> None:
    with pytest.raises(psycopg.Error):
        planned(signed, query)
    assert signed.owner.execute("select count(*) from sign_up").fetchone() == (4,)


def test_what_does_not_fit_is_refused(signed: Shop) -> None:
    with pytest.raises(Refused, match="TR803"):
        planned(signed, purpose="account")
    with pytest.raises(Refused, match="TR803"):
        planned(signed, kind="vendor")
    with pytest.raises(Refused, match="TR804"):
        planned(signed, "select 1 as id")
    with pytest.raises(Refused, match="TR811"):
        planned(signed, "select member_id, now() + interval '1 day' as given_at from sign_up")


def test_orphans_of_declared_links_are_counted(shop: Shop) -> None:
    (found,) = count_orphans(shop.owner, shop.compiled().mapped)
    assert (found.code, found.message) == ("TR801", "1 rows of `review.author` refer to no row of `member`")
    shop.owner.execute("delete from review where author = 99")
    assert count_orphans(shop.owner, shop.compiled().mapped) == ()
