# ruff: noqa: E501
"""Only, and yet others."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from unit.checks.promised import clashes, holds


@pytest.mark.parametrize(
    ("claim", "says"),
    [
        ("only: {purposes: account, of: address}", "and the purpose `delivery` uses `address`"),
        ("only: {bases: contract, of: sale}", "and the purpose `bookkeeping` uses `sale` on the basis legal_obligation"),
        ("only: {recipients: carrier, of: identity.name}", "and the recipient `post_office` receives `identity.name`"),
        ("only: {aggregates: carrier}", "and the recipient `carrier` receives `identity.name`, of single people"),
    ],
)  # fmt: skip
def test_a_clash(found: Callable[..., str], claim: str, says: str) -> None:
    clashes(found, claim, "[TR174]", says)


@pytest.mark.parametrize(
    "claim",
    [
        "only: {purposes: [account, delivery], of: address}",
        "only: {bases: [contract, legal_obligation], of: sale}",
        "only: {recipients: [carrier, post_office], of: identity.name}",
        "only: {recipients: carrier, of: address}",
        "only: {aggregates: researchers}",
    ],
)
def test_no_clash(found: Callable[..., str], claim: str) -> None:
    holds(found, claim)
