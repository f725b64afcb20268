"""Counts that leave: by advert and hour, rounded, no small group; each period once, then frozen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from databases import Server
from opening import Company, opened, write_files
from troth.client import Troth
from troth.errors import Refused

SCHEMA = """
create table member (member_id int primary key, name text, joined_on date not null default '2026-01-01');
create table ad_click (id int generated always as identity primary key, member_id int references member, advert int,
                       clicked_at timestamptz not null);
create index on ad_click (member_id);
insert into member select n, 'Member ' || n from generate_series(1, 60) n;
"""
POLICY: dict[str, Any] = {
    "policy": "ads", "version": 1, "effective": "2026-01-01", "time_zone": "Europe/Berlin",
    "controller": {"name": "Ads", "contact": "privacy@ads.example", "country": "DE"},
    "subjects": {"member": {"says": "People who click"}},
    "categories": {"name": "Name", "advert": "What was clicked"},
    "purposes": {"account": {"says": "Serve them", "basis": "contract", "uses": ["name", "advert"], "on_erasure": "end",
                             "keep": "9 years after joined"}},
    "recipients": {
        "advertiser": {"says": "Learns how many clicked", "role": "controller", "country": "DE",
                       "receives": "aggregates", "smallest_group": 10, "round_to": 5,
                       "aggregates": ["clicks_by_hour", "clicks_by_month"]},
        "board": {"says": "Learns how many there are", "role": "controller", "country": "DE",
                  "receives": "aggregates", "smallest_group": 2, "aggregates": ["clicks"],
                  "needs": [{"approval": "legal_team"}, {"second": True}]},
    },
}  # fmt: skip
MAP: dict[str, Any] = {
    "tables": {
        "member": {"subject": "member", "columns": {"name": "name", "joined_on": "plain"}},
        "ad_click": {"owners": {"member": {"member": "member_id"}},
                     "columns": {"advert": "advert", "clicked_at": "plain"}},
    },
    "events": {"joined": "member.joined_on"},
    "aggregates": {
        "clicks_by_hour": {"counts": "member", "from": "ad_click", "by": ["advert", {"hour": "clicked_at"}]},
        "clicks_by_month": {"counts": "member", "from": "ad_click", "by": [{"month": "clicked_at"}]},
        "clicks": {"counts": "member", "from": "ad_click", "by": ["advert"]},
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def company(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    with opened(server, write_files(tmp_path_factory.mktemp("ads"), POLICY, MAP), SCHEMA) as made:
        yield made


@pytest.fixture
def ads(company: Company) -> tuple[Troth, psycopg.Connection[Any]]:
    troth, chief = company.troth, company.chief
    chief.execute("truncate ad_click; truncate troth.aggregate_release")
    clock(chief, None)
    return troth, chief


def clock(chief: psycopg.Connection[Any], moment: str | None) -> None:
    said = f"timestamptz '{moment} Europe/Berlin'" if moment else "now()"
    chief.execute("create or replace function troth.clock() returns timestamptz language sql stable parallel safe "
                  f"return {said}")  # fmt: skip


def click(chief: psycopg.Connection[Any], many: int, moment: str, advert: int = 7, first: int = 1) -> None:
    chief.execute(
        "insert into ad_click (member_id, advert, clicked_at) "
        "select n, %s, %s::timestamptz from generate_series(%s::int, %s::int) n",
        [advert, f"{moment} Europe/Berlin", first, first + many - 1],
    )


def counts(troth: Troth, aggregate: str, period: str | None, **said: Any) -> list[dict[str, Any]]:
    made = troth.disclose_counts("advertiser", aggregate, period=period, **({"because": "their advert"} | said))
    return [dict(row) for row in made.tables[aggregate]]


def refused(code: str) -> Any:
    return pytest.raises(Refused, match=rf"\[{code}\]")


def test_by_hour_rounded_and_without_small_groups(ads: Any) -> None:
    troth, chief = ads
    click(chief, 12, "2026-11-01 09:10")
    click(chief, 13, "2026-11-01 09:50", first=20)  # 25 in the hour
    click(chief, 9, "2026-11-01 10:05")
    click(chief, 11, "2026-11-01 11:05", advert=8)
    click(chief, 10, "2026-11-02 00:00")
    assert counts(troth, "clicks_by_hour", "2026-11-01") == [
        {"advert": 7, "hour": "2026-11-01T09:00:00", "people": 25},
        {"advert": 8, "hour": "2026-11-01T11:00:00", "people": 10},
    ]


def test_hours_are_those_of_the_policys_zone(ads: Any) -> None:
    troth, chief = ads
    chief.execute(
        "insert into ad_click (member_id, advert, clicked_at) "
        "select n, 7, '2026-11-01 23:30+00' from generate_series(1, 10) n"
    )
    assert counts(troth, "clicks_by_hour", "2026-11-01") == []
    assert counts(troth, "clicks_by_hour", "2026-11-02") == [{"advert": 7, "hour": "2026-11-02T00:00:00", "people": 10}]


def test_a_period_is_frozen_by_its_first_release(ads: Any) -> None:
    """One person less and eleven more: whoever asks again learns nothing of it."""
    troth, chief = ads
    click(chief, 10, "2026-11-01 09:10")
    before = counts(troth, "clicks_by_hour", "2026-11-01")
    chief.execute("delete from ad_click where member_id = 1")
    click(chief, 11, "2026-11-01 12:00", first=30)
    assert counts(troth, "clicks_by_hour", "2026-11-01") == before == [
        {"advert": 7, "hour": "2026-11-01T09:00:00", "people": 10}
    ]  # fmt: skip


def test_what_is_released_again_is_recorded_again(ads: Any) -> None:
    troth, chief = ads
    click(chief, 10, "2026-11-01 09:10")
    first = troth.disclose_counts("advertiser", "clicks_by_hour", period="2026-11-01", because="x")
    again = troth.disclose_counts("advertiser", "clicks_by_hour", period="2026-11-01", because="y")
    rows = chief.execute(
        "select id, people, rows, because from troth.disclosure where id >= %s order by id", [first.id]
    ).fetchall()
    assert rows == [(first.id, 0, 1, "x"), (again.id, 0, 1, "y")]


def test_a_period_that_is_not_over_does_not_leave(ads: Any) -> None:
    troth, chief = ads
    click(chief, 10, "2026-11-01 09:10")
    for moment, over in (("2026-11-01 23:59", False), ("2026-11-02 00:00", True)):
        clock(chief, moment)
        if over:
            assert counts(troth, "clicks_by_hour", "2026-11-01")
        else:
            with refused("TR793"):
                counts(troth, "clicks_by_hour", "2026-11-01")
    with refused("TR793"):
        counts(troth, "clicks_by_month", "2026-11")
    clock(chief, "2026-12-01 00:00")
    assert counts(troth, "clicks_by_month", "2026-11") == [{"month": "2026-11-01", "people": 10}]


@pytest.mark.parametrize(
    ("recipient", "aggregate", "period"),
    [("advertiser", "clicks", None), ("advertiser", "views", "2026-11-01"), ("nobody", "clicks", None),
     ("advertiser", "clicks_by_hour", None), ("advertiser", "clicks_by_hour", "2026-11"),
     ("advertiser", "clicks_by_hour", "2026-02-30"), ("advertiser", "clicks_by_month", "2026-11-01"),
     ("board", "clicks", "2026-11-01")],
)  # fmt: skip
def test_only_counts_they_receive_and_periods_there_are(
    ads: Any, recipient: str, aggregate: str, period: str | None
) -> None:
    with refused("TR793"):
        ads[0].disclose_counts(recipient, aggregate, period=period, because="x", actor="ana", second="bo")


def test_approval_and_a_second_person_are_needed_for_counts_too(ads: Any) -> None:
    troth, chief = ads
    click(chief, 3, "2026-11-01 09:10")
    said = {"because": "the yearly report", "actor": "ana"}
    with refused("TR787"):
        troth.disclose_counts("board", "clicks", **said)
    with refused("TR785"):
        troth.disclose_counts("board", "clicks", second="bo", **said)
    troth.approve_release("board", role="legal_team", because="counts alone")
    made = troth.disclose_counts("board", "clicks", second="bo", **said)
    assert made.tables == {"clicks": [{"advert": 7, "people": 3}]}


def test_who_is_restricted_is_not_counted(ads: Any) -> None:
    troth, chief = ads
    click(chief, 10, "2026-11-01 09:10")
    troth.subject("member", 1).restrict("claims")
    try:
        assert counts(troth, "clicks_by_hour", "2026-11-01") == []
    finally:
        troth.subject("member", 1).lift()


def test_the_file_tells_what_the_numbers_are(ads: Any, tmp_path: Path) -> None:
    troth, chief = ads
    click(chief, 10, "2026-11-01 09:10")
    counts(troth, "clicks_by_hour", "2026-11-01", to=tmp_path / "out.json")
    told = json.loads((tmp_path / "out.json").read_bytes())
    assert (told["period"], told["smallest_group"], told["round_to"]) == ("2026-11-01", 10, 5)
    with refused("TR788"):
        counts(troth, "clicks_by_hour", "2026-11-01", to=tmp_path / "out.json")


def test_after_all_this_there_is_nothing_to_plan(ads: Any) -> None:
    assert ads[0].plan().empty
