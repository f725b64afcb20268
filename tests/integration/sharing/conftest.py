"""One marketplace for each file of tests, with more recipients."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from databases import Server
from integration.company import Shop, opened_shop

MORE_RECIPIENTS: dict[str, dict[str, Any]] = {
    "accountant": {"role": "processor", "country": "DE", "receives": ["identity.name", "order"], "for": "bookkeeping",
                   "agreement": {"signed": "2026-01-01"}},
    "group_member": {"role": "controller", "country": "DE", "receives": ["identity.name", "contact.email"],
                     "for": "account", "needs": [{"approval": "legal_team"}, {"consent": "surveys"}, {"second": True}],
                     "overrides": ["court_order"], "review": {"done": "2026-02-01", "expires": "2027-06-01"}},
    "police": {"role": "authority", "country": "DE", "receives": "as_ordered", "for": "legal_duty",
               "grounds": ["court_order", "protect"], "jurisdictions": ["DE", "NZ"]},
    "ministry": {"role": "authority", "country": "DE", "receives": "as_ordered", "for": "legal_duty",
                 "grounds": ["court_order", "protect"], "needs": [{"approval": "legal_team"}, {"consent": "surveys"}],
                 "overrides": ["court_order"]},
    "opponent": {"role": "controller", "country": "DE", "receives": "as_ordered", "for": "legal_duty",
                 "grounds": ["claim"]},
    "new_owner": {"role": "controller", "country": "DE", "receives": ["identity.name", "contact.email"],
                  "for": "account", "transfer": {"needs": "notice", "wait": "30 days"}},
    "analytics": {"role": "processor", "country": "DE", "receives": ["order", "address.shipping"], "for": "fulfilment",
                  "keys": "pseudonym", "agreement": {"signed": "2026-01-01"}},
    "appraiser": {"role": "processor", "country": "DE", "receives": ["order", "identity.name"], "for": "fulfilment",
                  "keys": "pseudonym", "agreement": {"signed": "2026-01-01"}},
}  # fmt: skip
"""Recipients of the kinds that the marketplace has none of."""


MORE_PURPOSES: dict[str, dict[str, Any]] = {
    "legal_duty": {"says": "Answer who asks under law", "basis": "legal_obligation", "law": "Code of procedure",
                   "uses": ["identity.*", "contact.*", "order", "device.ip"], "keep": "nothing",
                   "despite_restriction": "legal_claims", "because": "legal_duty"},
}  # fmt: skip


@pytest.fixture(scope="module")
def shop(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The marketplace with its policy applied. Tests share it, so each signs up people of its own."""
    with opened_shop(
        server, tmp_path_factory.mktemp("shop"), purposes=MORE_PURPOSES, recipients=MORE_RECIPIENTS
    ) as opened:
        yield opened
