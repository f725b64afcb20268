"""Recipients are told: a notice that is overdue, or not owed at all, breaks the promise."""

from __future__ import annotations

from proving import Proven
from troth.verify.evidence import Status

OWED = """insert into troth.notice (recipient, what, categories, state, due_at, disclosures)
          values ('carrier', 'erase', '[]', '{state}', now() {due}, '[]')"""


def test_it_is_kept_and_nothing_is_left_of_what_was_played(proven: Proven) -> None:
    for argument in ("carrier", "everyone"):
        check = proven.check({"told": argument}, OWED.format(state="waiting", due="+ interval '1 day'"))
        assert check.status is Status.KEPT, check.evidence
    count = proven.chief.execute("select count(*) from troth.notice").fetchone()
    assert count == (0,) and proven.chief.execute("select count(*) from troth.disclosure").fetchone() == (0,)


def test_an_overdue_or_undelivered_notice_breaks_it(proven: Proven) -> None:
    for state, due in (("waiting", "- interval '1 day'"), ("failed", "+ interval '1 day'")):
        assert proven.check({"told": "carrier"}, OWED.format(state=state, due=due)).status is Status.BROKEN
    done = OWED.format(state="acknowledged", due="- interval '1 day'")
    assert proven.check({"told": "carrier"}, done).status is Status.KEPT


def test_notices_that_are_swallowed_break_it(proven: Proven) -> None:
    swallow = "create rule no_notices as on insert to troth.notice do instead nothing"
    assert proven.check({"told": "carrier"}, swallow).status is Status.BROKEN
