"""Pseudonyms that stand for a key in one window alone are proved on the live windows, and broken one by one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from databases import Server
from integration.company import opened_shop
from proving import Proven
from troth.verify.evidence import Status

PURPOSES: dict[str, dict[str, Any]] = {
    name: {"says": f"Do {name}", "basis": "legal_obligation", "law": "A law", "uses": uses, "keys": "pseudonym",
           "keep": "1 year after order placed"}
    for name, uses in (("analysis", ["order", "contact.phone"]), ("planning", ["order"]))
} | {
    "research": {"says": "Look at what never happens", "basis": "consent", "uses": ["device.ip"], "keys": "pseudonym"},
}  # fmt: skip
RECIPIENTS: dict[str, dict[str, Any]] = {
    "institute": {"role": "processor", "country": "DE", "receives": ["order"], "for": "bookkeeping",
                  "keys": "pseudonym", "agreement": {"signed": "2026-01-01"}},
}  # fmt: skip
ANALYSIS = {"pseudonym": "analysis"}


@pytest.fixture(scope="module")
def proven(server: Server) -> Iterator[Proven]:
    with (
        TemporaryDirectory(prefix="troth-tests-") as folder,
        opened_shop(server, Path(folder), purposes=PURPOSES, recipients=RECIPIENTS) as shop,
    ):
        shop.order(shop.sign_up(), shop.sign_up())
        yield Proven(shop.chief, shop.database.owner, shop.troth.compiled(), shop.troth.files.declared)


@pytest.mark.parametrize("name", ["analysis", "planning", "institute"])
def test_it_is_kept(proven: Proven, name: str) -> None:
    check = proven.check({"pseudonym": name})
    assert check.status is Status.KEPT, [each.says for each in check.evidence if not each.kept]
    says = " ".join(each.says for each in check.evidence)
    assert "sees 1 values of orders.order_id, none of them a key" in says
    assert "3 other windows show none of its values" in says
    assert "was refused at the secret and the keys" in says
    assert "nobody logs in who may read the 4 secrets" in says


@pytest.mark.parametrize(
    ("breaking", "says"),
    [
        ("drop view for_analysis.orders; create view for_analysis.orders as select order_id, buyer_id, seller_id "
         "from public.orders; alter view for_analysis.orders owner to k7tracks_sees_analysis; "
         "grant select on for_analysis.orders to k7tracks_for_analysis", "true keys"),
        ("update troth.pseudonym_key k set inner_pad = s.inner_pad, outer_pad = s.outer_pad from troth.pseudonym_key s "
         "where s.name = 'planning' and k.name = 'analysis'", "orders.order_id of planning"),
        ("delete from troth.pseudonym_key where name = 'planning'", "the secret of another window, or of none"),
        ("grant usage on schema troth to k7tracks_for_analysis; "
         "grant select on troth.pseudonym_key to k7tracks_for_analysis", "k7tracks_for_analysis could select from"),
        ("grant select (buyer_id) on orders to k7tracks_for_analysis", 'k7tracks_for_analysis could select "buyer_id"'),
        ("grant select on troth.pseudonym_key to k7tracks_desk", "k7tracks_desk may read the secrets"),
    ],
)  # fmt: skip
def test_it_is_broken_by(proven: Proven, breaking: str, says: str) -> None:
    check = proven.check(ANALYSIS, breaking)
    assert check.status is Status.BROKEN
    assert says in " ".join(each.says for each in check.evidence if not each.kept)


def test_a_window_that_sees_keys_breaks_it(proven: Proven) -> None:
    assert proven.check({"pseudonym": "bookkeeping"}).status is Status.BROKEN


def test_it_is_unproved_while_nobody_is_seen(proven: Proven) -> None:
    check = proven.check({"pseudonym": "research"})
    assert check.status is Status.UNPROVED and check.missing
