"""What a promise is, by what its checks and people say: never green where nothing was looked at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from proving import Proven
from troth.verify import promises
from troth.verify.evidence import Evidence, Status, Unproved

INFORMS: dict[str, Any] = {"id": "k7-intro-1", "says": "A greeting", "informs": True}
KEPT: dict[str, Any] = {"id": "k7-access-1", "says": "Few see it", "kept_by": [{"access": "contact.*"}]}
ATTESTED: dict[str, Any] = {
    "id": "k7-walls-1", "says": "Guarded places", "attested_by": {"role": "officer", "every": "6 months"},
}  # fmt: skip
UMBRELLA: dict[str, Any] = {"id": "k7-all-1", "says": "All of it", "kept_by": [{"promises": "k7-*"}]}
CONFIRM = (
    "insert into troth.attestation (promise, role, evidence, until, policy_version, actor)"
    " values ('k7-walls-1', 'officer', 'walked there', current_date + {days}, 1, 'ana')"
)


class Says:
    """A kind of check that says what a test wants it to say."""

    KIND = "says"
    ARGUMENT = promises.kinds()["identity"].ARGUMENT
    NEEDS = ""
    said: tuple[Evidence | Unproved, ...] = ()

    @classmethod
    def prove(cls, look: object, argument: object) -> Iterator[Evidence | Unproved]:
        yield from cls.said


@pytest.fixture(autouse=True)
def with_a_kind_that_says(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {**promises.kinds(), "says": Says}
    monkeypatch.setattr(promises, "kinds", lambda: known)


def status(proven: Proven, *said: Evidence | Unproved) -> Status:
    Says.said = said
    return proven.check({"says": "anything"}).status


GOOD = Evidence(kept=True, says="as promised", how="looked")
BAD = Evidence(kept=False, says="not as promised", how="looked")
BY_PEOPLE = Evidence(kept=True, says="confirmed", how="said", by_people=True)
NOTHING = Unproved(says="cannot be seen")


def test_a_check_is_as_good_as_the_worst_that_it_saw(proven: Proven) -> None:
    assert status(proven, GOOD, GOOD) is Status.KEPT
    assert status(proven, GOOD, BAD, NOTHING) is Status.BROKEN
    assert status(proven, GOOD, NOTHING) is Status.UNPROVED
    assert status(proven, GOOD, BY_PEOPLE) is Status.ATTESTED


def test_a_check_that_sees_nothing_is_never_green(proven: Proven) -> None:
    assert status(proven) is Status.UNPROVED


def test_a_promise_without_a_check_is_unproved(proven: Proven) -> None:
    (proof,) = proven.board([{"id": "k7-bare-1", "says": "Trust us"}]).proofs
    assert proof.status is Status.UNPROVED
    assert list(proof.reasons()) == ["no check and nobody's confirmation is named for it"]


def test_what_postgres_cannot_be_asked_for_is_broken(proven: Proven) -> None:
    check = proven.check({"ledger": "sealed"}, "drop table troth.ledger_leaf cascade")
    assert check.status is Status.BROKEN
    assert "troth.ledger_leaf" in check.evidence[-1].says


@pytest.mark.parametrize(
    ("breaking", "expected"),
    [
        ([], Status.UNPROVED),
        ([CONFIRM.format(days=30)], Status.ATTESTED),
        ([CONFIRM.format(days=30).replace("officer", "intern")], Status.UNPROVED),
        ([CONFIRM.format(days=-1)], Status.BROKEN),
        ([CONFIRM.format(days=-1), CONFIRM.format(days=9)], Status.ATTESTED),
    ],
)
def test_an_attestation_counts_until_its_day(proven: Proven, breaking: list[str], expected: Status) -> None:
    (proof,) = proven.board([ATTESTED], *breaking).proofs
    assert proof.status is expected


def test_checks_and_people_together_are_as_good_as_the_worse(proven: Proven) -> None:
    both = ATTESTED | {"kept_by": KEPT["kept_by"]}
    confirmed = CONFIRM.format(days=1)
    assert proven.board([both]).proofs[0].status is Status.UNPROVED
    assert proven.board([both], confirmed).proofs[0].status is Status.ATTESTED
    leak = "create role bi; grant select on member to bi"
    assert proven.board([both], confirmed, leak).proofs[0].status is Status.BROKEN


def test_an_umbrella_is_as_good_as_what_it_covers(proven: Proven) -> None:
    covered = [INFORMS, KEPT, UMBRELLA | {"kept_by": [{"promises": "k7-access-*"}]}]
    assert proven.board(covered).proof("k7-all-1").status is Status.KEPT
    leak = "create role bi; grant select on member to bi"
    assert proven.board(covered, leak).proof("k7-all-1").status is Status.BROKEN
    unproved = proven.board([KEPT, ATTESTED, {**UMBRELLA, "kept_by": [{"promises": "k7-w*"}, {"promises": "k7-a*"}]}])
    assert unproved.proof("k7-all-1").status is Status.UNPROVED


def test_an_umbrella_over_itself_is_unproved(proven: Proven) -> None:
    assert proven.board([KEPT, UMBRELLA]).proof("k7-all-1").status is Status.UNPROVED


def test_an_umbrella_over_nothing_is_unproved(proven: Proven) -> None:
    board = proven.board([INFORMS, UMBRELLA | {"kept_by": [{"promises": "k7-intro-*"}]}])
    assert board.proof("k7-all-1").status is Status.UNPROVED


def test_recorded_exceptions_are_counted(proven: Proven) -> None:
    made = (
        "insert into troth.exception (promise, kind, reference, because, actor, people)"
        " values ('k7-access-1', 'court_order', '7 O 1', 'ordered', 'ana', 1)"
    )
    (proof,) = proven.board([KEPT], made, made, made).proofs
    assert proof.word == "kept, except 3 recorded cases"


def test_the_board_says_the_worst_first_and_counts_by_section(proven: Proven) -> None:
    said = str(proven.board([INFORMS, KEPT, ATTESTED, UMBRELLA], CONFIRM.format(days=-1))).splitlines()
    assert said[0] == "k7tracks, version 3: 4 promises: 2 broken, 1 kept, 1 informs"
    assert said[1].startswith("broken: k7-walls-1: Guarded places")
    assert "ran out on" in said[2]
    assert said[-4:] == ["intro   1 informs", "access  1 kept", "walls   1 broken", "all     1 broken"]


def test_what_a_promise_waits_for_is_on_the_board_and_keeps_it_from_being_green(proven: Proven) -> None:
    board = proven.board([{**KEPT, "waits_for": "a gate for cookies"}, {"id": "k7-x-1", "says": "X", "waits_for": "Y"}])
    assert [proof.status for proof in board.proofs] == [Status.UNPROVED, Status.UNPROVED]
    assert list(board.proofs[0].reasons()) == ["it waits for a gate for cookies"]
    assert "it waits for Y" in str(board)
