"""A row that breaks a rule of collecting is refused in words: which form, which field, which need of which gate."""

from __future__ import annotations

import pytest

from integration.collecting.conftest import Club
from troth.errors import NotForThisPurpose
from troth.findings import Finding

NAMES = "(full_name, email, phone, born, plan)"


def refusal(club: Club, purpose: str, statement: str) -> Finding:
    with pytest.raises(NotForThisPurpose) as problem, club.troth.purpose(purpose) as db:
        db.execute(statement.encode())
    (finding,) = problem.value.findings
    return finding


def test_a_field_that_is_missing(club: Club) -> None:
    finding = refusal(club, "sign_up", f"insert into member {NAMES} values ('Ana', ' ', null, '1990-01-01', 'basic')")
    assert (finding.code, finding.where.object) == ("TR670", "member")
    assert finding.message == "the form `joining` needs `contact.email`, and `email` does not have it"
    assert finding.why == "without it: nobody could tell you when we meet"


def test_a_field_that_is_never_taken(club: Club) -> None:
    row = "insert into member (full_name, email, born, note) values ('Ana', 'a@x.org', '1990-01-01', 'likes tea')"
    finding = refusal(club, "sign_up", row)
    assert finding.code == "TR670"
    assert finding.message == "the form `joining` does not take `note`, and `note` has it"
    assert "contact.phone (optional)" in finding.why


def test_a_field_that_depends_on_the_plan(club: Club) -> None:
    finding = refusal(club, "sign_up", f"insert into member {NAMES} values ('Ana', 'a@x', null, '1990-01-01', 'gold')")
    assert finding.code == "TR670"
    assert finding.message == "the form `joining` needs `contact.phone`, and `phone` does not have it"


def test_a_plan_that_is_not_offered(club: Club) -> None:
    finding = refusal(club, "sign_up", f"insert into member {NAMES} values ('Ana', 'a@x', '1', '1990-01-01', 'iron')")
    assert (finding.code, finding.hint) == ("TR671", "offered: plan: basic, gold")
    assert finding.message == "the form `joining` is not offered for what this row has as `plan`"


def test_somebody_too_young(club: Club) -> None:
    for born in ("current_date - interval '13 years'", "null"):
        finding = refusal(club, "sign_up", f"insert into member {NAMES} values ('Ana', 'a@x', '1', {born}, 'basic')")
        assert finding.code in ("TR672", "TR670")
    finding = refusal(club, "care", f"update member set born = current_date where member_id = {club.join()}")
    assert finding.code == "TR672"
    assert finding.message == "a member is at least 14 years old, and `member.born` does not say so"


def test_the_number_of_a_card(club: Club) -> None:
    finding = refusal(club, "care", f"update member set email = '4111 1111 1111 1111' where member_id = {club.join()}")
    assert (finding.code, finding.where.object) == ("TR675", "member")
    assert finding.message == "`member.email` would hold the number of a payment card"


def test_a_gate_tells_what_is_missing(club: Club) -> None:
    member = club.join(full_name="Ana Able", born="2009-06-01")
    change = f"update member set level = 'known' where member_id = {member}"
    finding = refusal(club, "care", change)
    assert finding.code == "TR674"
    assert finding.message == (
        "`known` is not open to this row of `member`: it needs 2 rows of `document` of different `sort` "
        "where expires > today"
    )
    club.owner.execute(
        "insert into document (member_id, sort, holder, expires) select %s, unnest(array['pass', 'licence']), 'Ana', "
        "current_date + 9",
        [member],
    )
    assert "it needs a paper in the member's name" in refusal(club, "care", change).message
    club.owner.execute("update document set holder = 'ANA ABLE ' where member_id = %s and sort = 'pass'", [member])
    assert "it needs an age of 18" in refusal(club, "care", change).message
    club.owner.execute("update member set born = '1990-01-01' where member_id = %s", [member])
    with club.troth.purpose("care") as db:
        assert db.execute(change).rowcount == 1


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12"])
@pytest.mark.parametrize("gate", ["fresh", "prompt"])
def test_how_fresh_a_paper_is_goes_by_the_day_of_the_policy(club: Club, gate: str, zone: str) -> None:
    """Half an hour before or after the midnight from which it counts: where the session says it is does not matter."""
    for minutes, opened in ((-30, 0), (30, 1)):
        member = club.join()
        club.owner.execute(
            "insert into document (member_id, sort, issued_at) select %(member)s, 'pass', "
            "(troth.today() - 1 + %(minutes)s * interval '1 minute') at time zone 'Europe/Vienna'",
            {"member": member, "minutes": minutes},
        )
        change = f"update member set level = '{gate}' where member_id = {member}"
        if not opened:
            assert refusal(club, "care", f"set timezone = '{zone}'; {change}").code == "TR674"
            continue
        with club.troth.purpose("care") as db:
            db.execute(f"set timezone = '{zone}'".encode())
            assert db.execute(change).rowcount == 1


def test_a_row_that_does_not_say_where_it_came_from(club: Club) -> None:
    row = f"insert into friend (member_id, email, reason, origin) values ({club.join()}, 'f@x', 'invite', 'another')"
    finding = refusal(club, "invite", row)
    assert finding.code == "TR673"
    assert finding.message == (
        "this row of `friend` does not say where it came from: `origin`, `source`, `obtained_on`"
    )


def test_standing_still_speaks_for_itself(club: Club) -> None:
    member = club.join()
    club.troth.subject("member", member).restrict("accuracy")
    row = f"insert into document (member_id, sort, expires) values ({member}, 'pass', current_date)"
    assert refusal(club, "papers", row).code == "TR615"
