"""Who may confirm what, for how long, with which evidence; and that it is in the ledger."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from pathlib import Path

import pytest

from integration.company import Shop
from troth.errors import Refused

PROMISE, ROLE = "k7-audits-1", "security_officer"


def code(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.findings[0].code


def test_a_promise_is_confirmed_and_then_attested(shop: Shop, tmp_path: Path) -> None:
    assert shop.troth.verify().board.proof(PROMISE).status == "unproved"  # type: ignore[union-attr]
    report = tmp_path / "audit.pdf"
    report.write_bytes(b"all is well")
    until = shop.troth.attest(PROMISE, role=ROLE, evidence=str(report), actor="ana")
    assert date.today() + timedelta(days=170) < until < date.today() + timedelta(days=190)

    proof = shop.troth.verify().board.proof(PROMISE)  # type: ignore[union-attr]
    assert proof.status == "attested"
    assert proof.attestation is not None
    assert (proof.attestation.evidence, proof.attestation.actor) == ("audit.pdf", "ana")
    (digest,) = shop.chief.execute("select digest from troth.attestation").fetchone() or ("",)
    assert digest == hashlib.sha256(b"all is well").hexdigest()
    entries = shop.chief.execute('select count(*) from troth.ledger_entry where entry like \'%"what":"attested"%\'')
    assert entries.fetchone() == (1,)


def test_what_a_check_sees_is_not_confirmed_by_people(shop: Shop) -> None:
    with pytest.raises(Refused) as refused:
        shop.troth.attest("k7-protect-5", role=ROLE, evidence="I believe so")
    assert code(refused) == "TR541"


def test_only_the_named_role_confirms(shop: Shop) -> None:
    with pytest.raises(Refused) as refused:
        shop.troth.attest(PROMISE, role="intern", evidence="I believe so")
    assert code(refused) == "TR542"


@pytest.mark.parametrize("days", [-2, 400])
def test_not_for_longer_than_the_policy_says(shop: Shop, days: int) -> None:
    with pytest.raises(Refused) as refused:
        shop.troth.attest(PROMISE, role=ROLE, evidence="words", until=date.today() + timedelta(days=days))
    assert code(refused) == "TR543"


@pytest.mark.parametrize("evidence", ["  ", "x" * 2001])
def test_not_without_evidence(shop: Shop, evidence: str) -> None:
    with pytest.raises(Refused) as refused:
        shop.troth.attest(PROMISE, role=ROLE, evidence=evidence)
    assert code(refused) == "TR544"


def test_a_verification_is_in_the_ledger(shop: Shop) -> None:
    count = 'select count(*) from troth.ledger_entry where entry like \'%"what":"verified"%\''
    (before,) = shop.chief.execute(count).fetchone() or (0,)
    shop.troth.verify()
    assert shop.chief.execute(count).fetchone() == (before + 1,)
