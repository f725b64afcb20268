# ruff: noqa: E501
"""Broken in who reads a window and how precisely: tickets, cases, levels, notices, what must not be there, a restore."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from databases import Server
from integration.company import ASSETS, opened_shop
from mutations.mutation import Mutation, Noticed
from mutations.rows import select
from mutations.sound import Sound, promised, with_a_dispute
from proving import Proven
from troth.compiler.enforced.readers import _QUERY
from troth.journal import behind

READERS = "readers"
"""The system that is broken here."""

PROMISES: Mapping[str, Any] = {
    "ticket-1": {"ticket": "seller"},
    "ticket-2": {"ticket": "my_data"},
    "ticket-3": {"ticket": "arbiter"},
    "precision-1": {"precision": "device.ip"},
    "needs-1": {"needs": "told_first"},
    "identity-2": {"identity": "moved"},
    "restore-1": {"restore": "noticed"},
}

RECIPIENTS: dict[str, dict[str, Any]] = {
    "seller": {"role": "subject", "country": "DE", "as": "seller", "sees": "buyer", "for": "fulfilment",
               "receives": ["identity.name", "order"]},
    "my_data": {"role": "subject", "country": "DE", "as": "self", "about": ["member", "buyer"], "for": "fulfilment",
                "receives": ["identity.*", "order"]},
    "arbiter": {"role": "controller", "country": "DE", "as": "seller", "per": "dispute", "for": "fulfilment",
                "receives": ["identity.name"], "agreement": {"signed": "2026-01-01", "expires": "2090-01-01"}},
}  # fmt: skip
INTEREST = {"basis": "legitimate_interest", "interest": "to find out"}
PURPOSES: dict[str, dict[str, Any]] = {
    "patterns": {"says": "See networks", "uses": ["device.ip"], "levels": {"device.ip": "network"},
                 "keep": "1 year after signal seen", **INTEREST},
    "told_first": {"says": "Work with who was told", "uses": ["contact.email"], "keep": "1 year after last seen",
                   "needs": [{"notice": "current"}], **INTEREST},
}  # fmt: skip
TABLES = {
    "cases": {"dispute": "dispute"},
    "gates": {
        "moved": {
            "table": "orders", "of": "buyer", "when": "ship_to = 'A depot'",
            "needs": [{"none": "dispute", "where": "closed_at is null", "says": "an order without a dispute"}],
        }
    },
}  # fmt: skip

SHOWN = "create or replace view troth.shown_ticket (recipient, kind, key) as "
ENDLESS = SHOWN + _QUERY.partition(" where pg_catalog.to_timestamp")[0]
WINDOWS = ", ".join(f"('{name}')" for name in RECIPIENTS)
ANYWHERE = (
    f"{SHOWN} select w.name, t.kind, t.key from ({_QUERY}) as t (name, kind, key), (values {WINDOWS}) as w (name)"
)
UNSIGNED = SHOWN + _QUERY.replace("case when m.sound\n", "case when true\n")
WHOLE = r"""do $$ begin execute 'create or replace view for_patterns.fraud_signal as ' ||
  regexp_replace(pg_get_viewdef('for_patterns.fraud_signal'::regclass), '\(network.*? AS ip', 'ip AS ip'); end $$"""
ANY_CASE = "exists (select from troth.shown_ticket) and exists (select from troth.look_dispute d join troth.look_orders o using (order_id) where member_id in (o.buyer_id, o.seller_id))"


def _restores_pass(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(behind, "_older", lambda where: None)


def here(name: str, *sql: str, **more: Any) -> Mutation:
    return Mutation(name, sql=sql, system=READERS, **more)


MUTATIONS = (
    here("a ticket never ends", ENDLESS, unseen=True),
    here("a ticket for one window opens another", ANYWHERE, unseen=True),
    here("a ticket needs no signature", UNSIGNED, unseen=True),
    here("whoever shows a ticket sees every case", f"alter policy k7tracks_shows_arbiter_select on member using ({ANY_CASE})", unseen=True),
    here("a window shows whole addresses instead of networks", WHOLE, unseen=True),
    here("a window works for people whom nobody told", select("told_first", "member"), unseen=True),
    here("what must not be there is not looked for", 'alter policy "k7tracks_sees_fulfilment_update: gate moved 1" on orders using (true) with check (true)', unseen=True),
    here("a restored backup is not noticed", code=(_restores_pass,)),
)  # fmt: skip

NOTICED: Noticed = {
    "a ticket never ends": ("ticket-1", "ticket-2"),
    "a ticket for one window opens another": ("ticket-1", "ticket-2"),
    "a ticket needs no signature": ("ticket-1", "ticket-2"),
    "whoever shows a ticket sees every case": ("ticket-3",),
    "a window shows whole addresses instead of networks": ("precision-1",),
    "a window works for people whom nobody told": ("needs-1",),
    "what must not be there is not looked for": ("identity-2",),
    "a restored backup is not noticed": ("restore-1",),
}


@contextlib.contextmanager
def readers_system(server: Server, folder: Path) -> Iterator[Sound]:
    """The marketplace with readers who show tickets, a purpose that sees networks, one that needs a notice, a gate."""
    categories = yaml.safe_load((ASSETS / "privacy" / "policy.yaml").read_text())["categories"]
    categories["device.ip"] = {"says": categories["device.ip"], "levels": ["network"]}
    more = {"recipients": RECIPIENTS, "purposes": PURPOSES, "tables": TABLES, "categories": categories}
    with opened_shop(server, folder, **more) as shop:
        shop.order(shop.sign_up(), shop.sign_up())
        for table, key in (("member", "member_id"), ("orders", "order_id")):
            shop.owner.execute(f"select setval(pg_get_serial_sequence('{table}', '{key}'), 1000)".encode())
        compiled, declared = promised(shop.troth.compiled(), shop.troth.files.declared, PROMISES)
        yield Sound(Proven(shop.chief, shop.database.owner, compiled, declared, with_a_dispute(shop.folder)))
