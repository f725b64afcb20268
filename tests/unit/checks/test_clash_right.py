# ruff: noqa: E501
"""A right that there is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from unit.checks.promised import clashes, holds


@pytest.mark.parametrize(
    ("claim", "says"),
    [
        ("withdrawal: account", "and the purpose `account` rests on contract, not on a consent"),
        ("objection: bookkeeping", "and the purpose `bookkeeping` rests on legal_obligation, to which there is no objection"),
    ],
)  # fmt: skip
def test_a_clash(found: Callable[..., str], claim: str, says: str) -> None:
    clashes(found, claim, "[TR178]", says)


@pytest.mark.parametrize(
    "claim",
    [
        "withdrawal: advice",
        "objection: archive_letters",
        "objection: newsletter",
    ],
)
def test_no_clash(found: Callable[..., str], claim: str) -> None:
    holds(found, claim)
