"""What somebody changed by hand on Troth's own objects: planned away, put right in place, or refused in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from databases import Server
from integration.company import Shop, opened_shop
from troth.adopt.migrate import migrate_sql
from troth.errors import Unavailable

KEYS_BECOME_INTEGERS = """
    alter table orders drop constraint orders_buyer_id_fkey, drop constraint orders_seller_id_fkey;
    alter table member alter column member_id type integer;
    alter table orders alter column buyer_id type integer, alter column seller_id type integer,
        add foreign key (buyer_id) references member, add foreign key (seller_id) references member;
"""


@pytest.fixture(scope="module")
def shop(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with opened_shop(server, tmp_path_factory.mktemp("shop")) as opened:
        opened.chief.execute("create role passer_by login")
        yield opened
        opened.chief.execute("drop owned by passer_by")
        opened.chief.execute("drop role passer_by")


@pytest.mark.parametrize(
    ("by_hand", "planned"),
    [
        ("grant select on for_account.member to passer_by", "- grant SELECT on table for_account.member to passer_by"),
        (
            "grant select on troth.consent_member to passer_by",
            "- grant SELECT on table troth.consent_member to passer_by",
        ),
        ("grant usage on schema for_account to public", "- grant USAGE on schema for_account to public"),
        (
            "grant delete on orders to k7tracks_sees_account with grant option",
            "- grant DELETE WITH GRANT OPTION on table public.orders to k7tracks_sees_account",
        ),
        ("alter table troth.consent_member alter column given_at drop not null", "~ table troth.consent_member"),
        ("drop index troth.consent_member_purpose_subject_idx", "~ table troth.consent_member"),
        ("alter table troth.history_member alter at drop default", "~ table troth.history_member"),
        ("alter table troth.hidden_member drop constraint hidden_member_cause_check", "~ table troth.hidden_member"),
    ],
)
def test_it_is_planned_away(shop: Shop, by_hand: str, planned: str) -> None:
    member = shop.sign_up()
    shop.troth.subject("member", member).consent("newsletter")
    shop.chief.execute(by_hand)
    plan = shop.troth.plan()
    assert [str(change) for change in plan.changes] == [planned]
    shop.troth.apply(plan)
    assert shop.troth.plan().empty
    assert shop.sees("newsletter", member), "what people said is still there"


def test_a_privilege_on_the_whole_table_goes_and_those_on_its_columns_stay(shop: Shop) -> None:
    shop.owner.execute("grant select on orders to k7tracks_shows_carrier")
    changes = [str(change) for change in shop.troth.plan().changes]
    assert changes[0] == "- grant SELECT on table public.orders to k7tracks_shows_carrier"
    assert all("stands on" in change for change in changes[1:])
    shop.troth.apply(shop.troth.plan())
    assert shop.troth.plan().empty


def test_what_a_superuser_gave_is_refused_in_words(shop: Shop) -> None:
    shop.chief.execute("grant k7tracks_for_account to k7tracks_desk")
    if shop.chief.info.server_version < 160000:
        shop.troth.apply(shop.troth.plan())
    else:
        with pytest.raises(Unavailable, match=r"TR508(.|\n)*revoke \"k7tracks_for_account\" from \"k7tracks_desk\""):
            shop.troth.apply(shop.troth.plan())
        shop.chief.execute("revoke k7tracks_for_account from k7tracks_desk")
    assert shop.troth.plan().empty


@pytest.mark.parametrize("power", ["createdb", "bypassrls"])
def test_a_power_that_only_a_superuser_can_take_away_is_refused_in_words(shop: Shop, power: str) -> None:
    shop.chief.execute(f"alter role k7tracks_for_account {power}")
    with pytest.raises(Unavailable, match=rf"TR508(.|\n)*alter role \"k7tracks_for_account\" no{power};"):
        shop.troth.apply(shop.troth.plan())
    shop.chief.execute(f"alter role k7tracks_for_account no{power}")
    assert shop.troth.plan().empty


def test_a_key_of_another_type_takes_its_standing_along(server: Server, tmp_path: Path) -> None:
    with opened_shop(server, tmp_path) as shop:
        member = shop.sign_up()
        shop.troth.subject("member", member).consent("newsletter")
        with shop.troth.owner() as connection:
            migrate_sql(connection, KEYS_BECOME_INTEGERS, shop.troth.files)
        assert shop.troth.plan().empty
        assert shop.sees("newsletter", member)
        kept = (
            "select format_type(atttypid, -1) from pg_attribute where attrelid = %s::regclass and attname = 'subject'"
        )
        assert shop.owner.execute(kept, ["troth.consent_member"]).fetchone() == ("integer",)
