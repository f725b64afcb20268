"""Who tells people of a changed policy reaches them whatever they declined, and it is known who was not told."""

from __future__ import annotations

from dataclasses import replace

from proving import Proven
from troth.verify.evidence import Status

ASKED = {"notice": "support"}
EARLIER = """insert into troth.deployment (id, policy, prefix, version, policy_file, tables_file, at)
  overriding system value values (0, 'k7tracks', 'k7tracks', 2, '', '', '2020-01-01')"""
TOLD = "insert into troth.agreed_member (subject, what, version) select member_id, 'notice', 3 from member"


def test_it_is_kept_where_there_was_one_version(proven: Proven) -> None:
    check = proven.check(ASKED)
    assert check.status is Status.KEPT, (check.evidence, check.missing)
    assert "nobody had to be told of a change yet" in check.evidence[0].says
    assert "everything that can be declined" in check.evidence[2].says


def test_who_was_not_told_of_a_new_version(proven: Proven) -> None:
    check = proven.check(ASKED, EARLIER)
    assert check.status is Status.BROKEN
    assert check.evidence[0].says.endswith("were not told of version 3")
    told = proven.check(ASKED, EARLIER, TOLD)
    assert told.status is Status.KEPT, [(each.says, each.how) for each in told.evidence if not each.kept]


def test_a_window_that_ends_with_the_newsletter(proven: Proven) -> None:
    newsletter = "exists (select from troth.consent_member c where c.subject = member_id and c.purpose = 'newsletter')"
    shut = f"alter policy k7tracks_sees_support_select on member using ({newsletter})"
    check = proven.check(ASKED, shut, "grant select on troth.consent_member to k7tracks_sees_support")
    assert check.status is Status.BROKEN, check.evidence
    assert "after they declined everything else" in next(each.says for each in check.evidence if not each.kept)


def test_nobody_to_tell_is_unproved(proven: Proven) -> None:
    assert replace(proven, canary=None).check(ASKED).status is Status.UNPROVED
