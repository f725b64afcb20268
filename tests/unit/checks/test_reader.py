"""A window that people read themselves."""

from collections.abc import Callable

import pytest

ROLE = "    role: controller\n    country: US\n    safeguard: standard_contractual_clauses\n"
SUBJECT = "    role: subject\n    country: US\n"


def test_a_reader_and_whom_they_see(found: Callable[..., str]) -> None:
    for keys in ("    as: maker\n    sees: buyer\n    while: quarrel open\n", "    as: self\n"):
        assert found(policy={ROLE: SUBJECT + keys}) == ""


@pytest.mark.parametrize(
    ("role", "keys", "said"),
    [
        (ROLE, "    as: self\n", "`post_office` is read by people themselves, and is a controller"),
        (SUBJECT, "    as: self\n    sees: buyer\n", "who reads `post_office` as self sees their own data"),
        (SUBJECT, "    as: maker\n", "`post_office` does not say whose data its reader sees"),
        (SUBJECT, "    as: maker\n    sees: maker\n", "`post_office` does not say whose data its reader sees"),
        (SUBJECT, "    sees: buyer\n", "`post_office` has `sees` and no reader"),
        (SUBJECT, "    per: quarrel\n", "`post_office` has `per` and no reader"),
        (SUBJECT, "    as: self\n    per: quarrel\n", "who reads `post_office` as self sees their own data"),
        (SUBJECT, "    as: maker\n    sees: buyer\n    per: quarrel\n", "is said by `sees` and by `per`"),
        ("    role: authority\n    country: US\n", "    as: maker\n    per: quarrel\n", "and is a authority"),
        (SUBJECT, "    while: quarrel open\n", "`post_office` has `while` and no reader"),
        (SUBJECT, "    as: self\n    needs: [second]\n", "without a release that `needs` could change"),
    ],
)
def test_reader(found: Callable[..., str], role: str, keys: str, said: str) -> None:
    lines = found(policy={ROLE: role + keys}).splitlines()
    assert [line for line in lines if "[TR157] error: " in line and said in line], lines


def test_counts_are_not_read_row_by_row(found: Callable[..., str]) -> None:
    said = found(
        policy={"    role: controller\n    country: CH\n": "    role: subject\n    country: CH\n    as: self\n"}
    )
    assert "[TR157] error: `researchers` is read row by row, and receives no categories" in said


def test_a_condition_there_is_not(found: Callable[..., str]) -> None:
    said = found(policy={ROLE: f"{SUBJECT}    as: self\n    while: quarrel opened\n"})
    assert "[TR209] error: tables.yaml has no condition `quarrel opened`" in said
