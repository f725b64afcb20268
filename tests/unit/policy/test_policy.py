"""A sound policy becomes the value that is written in it, quickly."""

import time
from datetime import date
from pathlib import Path

import pytest

from troth.errors import Refused
from troth.policy import load_policy, parse_policy
from troth.policy.model import Basis, May, Safeguard

SOUND = Path(__file__).parents[1] / "checks" / "policy.yaml"


def test_what_is_written_is_what_is_read() -> None:
    policy = load_policy(SOUND)
    assert (policy.policy, policy.version, policy.effective) == ("strings", 2, date(2026, 10, 1))
    assert policy.categories["health.hearing"].special
    assert policy.categories["address"].says == "Where a parcel goes"
    delivery = policy.purposes["delivery"]
    assert (delivery.basis, delivery.may, delivery.because) == (Basis.CONTRACT, (May.READ, May.CHANGE), "still_needed")
    assert str(delivery.keep) == "30 days after sale delivered or sale cancelled, at most 2 years after sale made"
    assert policy.purposes["quarrels"].while_ == "quarrel open"
    assert policy.recipients["post_office"].safeguard == Safeguard(kind="standard_contractual_clauses")
    assert policy.recipients["researchers"].receives == "aggregates"
    assert policy.recipients["carrier"].receives == ("identity.name", "address")
    assert [promise.id for promise in policy.promises] == ["access-1", "marketing-1", "review-1", "intro-1"]


def test_two_countries_that_older_readers_take_for_something_else() -> None:
    text = SOUND.read_text("utf-8").replace("country: AT", "country: NO")
    assert parse_policy(text.encode()).controller.country == "NO"


@pytest.mark.parametrize(
    "day", ["20261201", "2026-W01-1", "2026-12-1", "2026-02-30", "2026-12-01T00:00", "+2026-12-01"]
)
def test_only_one_way_to_write_a_day(day: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_policy(SOUND.read_text("utf-8").replace("effective: 2026-10-01", f"effective: {day}").encode())
    assert [finding.code for finding in refused.value.findings] == ["TR027"]


def test_a_file_that_holds_no_mapping() -> None:
    with pytest.raises(Refused) as refused:
        parse_policy(b"just words")
    assert str(refused.value).splitlines()[:2] == [
        "[TR022] error: the file must be a mapping, not the text `just words`",
        "  where: policy.yaml:1:1",
    ]


def test_a_long_policy_is_read_in_half_a_second() -> None:
    purpose = SOUND.read_text("utf-8").partition("  delivery:\n")[2].partition("  support:\n")[0]
    more = "".join(f"  delivery_{number}:\n{purpose}" for number in range(150))
    text = SOUND.read_text("utf-8").replace("  support:\n", more + "  support:\n")
    assert text.count("\n") > 1500
    started = time.process_time()
    policy = parse_policy(text.encode())
    assert time.process_time() - started < 0.5
    assert len(policy.purposes) == 159


def test_many_mistakes_are_cut_off_and_said_to_be() -> None:
    purposes = "".join(f"  p{number}: {{}}\n" for number in range(3000))
    with pytest.raises(Refused) as refused:
        parse_policy(f"purposes:\n{purposes}".encode())
    assert len(refused.value.findings) == 201
    assert [finding.message for finding in refused.value.findings if finding.code == "TR019"] == [
        "8,807 more findings about the form of `policy.yaml` are not shown"
    ]
