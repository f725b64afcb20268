# ruff: noqa: E501
"""Counts: no small group is shown, the view is as compiled, and the rows below are refused."""

from __future__ import annotations

import pytest

from proving import Proven
from troth.verify.evidence import Status

ASKED = {"aggregate": "advert_views"}
SEEN = (
    "insert into member (member_id, full_name) overriding system value select n, 'x' from generate_series(5000, 5030) n;"
    "insert into advert_view (id, member_id, advert, shown_on) select n, n, 1, current_date from generate_series(5000, 5030) n;"
    "insert into advert_view (id, member_id, advert, shown_on) values (1, 5000, 2, current_date)"
)


def test_small_groups_are_not_shown(proven: Proven) -> None:
    check = proven.check(ASKED, SEEN)
    assert check.status is Status.KEPT, (check.evidence, check.missing)
    assert check.evidence[0].says.startswith("`advertiser` is shown 1 groups, the smallest of 31 people")


@pytest.mark.parametrize(
    ("breaking", "says"),
    [
        (
            "create or replace view to_advertiser.advert_views as select advert, shown_on, count(*) as people"
            " from advert_view group by 1, 2",
            "is shown 2 groups, the smallest of 1 people",
        ),
        ("grant select on advert_view to k7tracks_to_advertiser", "k7tracks_to_advertiser can read the rows below"),
        ("alter view to_advertiser.advert_views set (security_barrier = true)", "to_advertiser.advert_views"),
    ],
)
def test_it_is_broken_by(proven: Proven, breaking: str, says: str) -> None:
    check = proven.check(ASKED, SEEN, breaking)
    assert check.status is Status.BROKEN, (check.evidence, check.missing)
    assert any(says in each.says for each in check.evidence if not each.kept), check.evidence
