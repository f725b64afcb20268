"""One marketplace for each file of tests, whose carrier and mail tool have webhooks, and whose cabinet has people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from databases import Server
from integration.company import ASSETS, Shop, write_privacy
from integration.elsewhere.receiver import Receiver, receiving
from opening import opened


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


@pytest.fixture(scope="module")
def shop(server: Server, tmp_path_factory: pytest.TempPathFactory, receiver: Receiver) -> Iterator[Shop]:
    """The marketplace with its policy applied. Tests share it, so each signs up people of its own."""
    folder = write_privacy(tmp_path_factory.mktemp("shop") / "privacy")
    _connected(folder, receiver.address)
    with opened(server, folder, (ASSETS / "schema.sql").read_bytes()) as made:
        yield Shop(made.database, folder, made.troth, made.owner, made.chief)


def _connected(folder: Path, address: str) -> None:
    policy = yaml.safe_load((folder / "policy.yaml").read_text())
    policy["recipients"]["carrier"]["notify"] = {"webhook": address}
    policy["recipients"]["printer"] = {
        "says": "Prints labels", "role": "processor", "country": "DE", "for": "fulfilment",
        "receives": ["identity.name"], "agreement": {"signed": "2026-01-01"},
    }  # fmt: skip
    (folder / "policy.yaml").write_text(yaml.safe_dump(policy, sort_keys=False))
    tables = yaml.safe_load((folder / "tables.yaml").read_text())
    tables["elsewhere"] = {
        "mail_tool": {"holds": "contact.email", "key": "member.email", "erase": "webhook", "webhook": address,
                      "access": "task support", "within": "3 days"},
        "cabinet": {"holds": ["order", "identity.*"], "erase": "task accounts", "within": "14 days"},
        "backups": {"gone_after": "35 days"},
    }  # fmt: skip
    (folder / "tables.yaml").write_text(yaml.safe_dump(tables, sort_keys=False))


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """The secrets with which the tests sign."""
    monkeypatch.setenv("TROTH_WEBHOOK_CARRIER", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    monkeypatch.setenv("TROTH_WEBHOOK_MAIL_TOOL", "whsec_" + "QUJD" * 8)


@pytest.fixture(autouse=True)
def quiet(shop: Shop, receiver: Receiver) -> Iterator[None]:
    """Each test begins with nothing owed and nothing received."""
    yield
    shop.chief.execute("delete from troth.notice; delete from troth.task")
    receiver.received.clear()
    receiver.answers.clear()
