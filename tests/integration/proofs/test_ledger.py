# ruff: noqa: E501
"""The ledger: sealed and audited, only ever added to, and with the deeds that were asked for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from integration.company import Shop
from proving import Proven
from troth.ledger.sealer import seal
from troth.ledger.signing import KeyFile
from troth.verify.evidence import Status


@pytest.fixture(scope="module")
def sealed(proven: Proven, shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proven]:
    assert proven.check({"ledger": "sealed"}).status is Status.UNPROVED
    shop.troth.subject("member", 1).consent("newsletter")
    key = KeyFile.make(Path(tmp_path_factory.mktemp("keys")) / "ledger.key", "shop.example/ledger")
    seal(shop.owner, key)
    yield proven


@pytest.mark.parametrize("argument", ["sealed", "standing", "policy"])
def test_it_is_sealed_and_sound(sealed: Proven, argument: str) -> None:
    check = sealed.check({"ledger": argument})
    assert check.status is Status.KEPT, (check.evidence, check.missing)
    assert check.evidence and all(each.count for each in check.evidence)


def test_deeds_that_there_are_none_of_are_unproved(sealed: Proven) -> None:
    check = sealed.check({"ledger": "erasures"})
    assert check.status is Status.UNPROVED
    assert check.missing == ("there is no entry about erasures yet",)


@pytest.mark.parametrize(
    ("breaking", "says"),
    [
        ("update troth.ledger_entry set entry = replace(entry, 'newsletter', 'offers')", "entries differ from what was sealed: 1"),
        ("delete from troth.ledger_entry where entry like '%consent%'", "entries differ from what was sealed: 1"),
        ("update troth.ledger_leaf set hash = sha256('x') where place = 0; ", "entries differ"),
        ("update troth.ledger_checkpoint set note = replace(note, 'shop', 'shoq')", "cannot be read|signature|signed"),
        ("grant update on troth.ledger_entry to k7tracks_desk", "k7tracks_desk may update"),
        ("grant truncate on troth.ledger_leaf to k7tracks_desk", "k7tracks_desk may truncate"),
    ],
)  # fmt: skip
def test_it_is_broken_by(sealed: Proven, breaking: str, says: str) -> None:
    check = sealed.check({"ledger": "sealed"}, breaking)
    assert check.status is Status.BROKEN, (check.evidence, check.missing)
    assert any(part in each.says for each in check.evidence if not each.kept for part in says.split("|")), (
        check.evidence
    )
