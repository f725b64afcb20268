# ruff: noqa: E501
"""Broken where keys are hidden: a window shows keys, two windows share a secret, or somebody reads it."""

from __future__ import annotations

from typing import Any

from mutations.mutation import Noticed, statement

PURPOSES: dict[str, dict[str, Any]] = {
    name: {
        "says": f"Do {name}",
        "basis": "legal_obligation",
        "law": "A law",
        "uses": ["order"],
        "keys": "pseudonym",
        "keep": "1 year after order placed",
    }
    for name in ("analysis", "planning")
}
"""Purposes that work without knowing who."""

KEYS = "drop view for_analysis.orders; create view for_analysis.orders as select order_id, buyer_id, seller_id, total, placed_at, cancelled_at from public.orders; alter view for_analysis.orders owner to k7tracks_sees_analysis; grant select on for_analysis.orders to k7tracks_for_analysis"
SECRET = (
    "grant usage on schema troth to k7tracks_for_analysis; grant select on troth.pseudonym_key to k7tracks_for_analysis"
)
ONE = "update troth.pseudonym_key as k set inner_pad = s.inner_pad, outer_pad = s.outer_pad from troth.pseudonym_key as s where s.name = 'planning' and k.name = 'analysis'"

PSEUDONYMS = (
    statement("a window shows keys instead of pseudonyms", KEYS),
    statement("a window shows keys instead of pseudonyms, as the compiler wanted it", KEYS, unseen=True),
    statement("a window reads the secret of its pseudonyms", SECRET),
    statement("a window reads the secret of its pseudonyms, as the compiler wanted it", SECRET, unseen=True),
    statement("two windows have one secret", ONE),
    statement("a window has lost its secret", "delete from troth.pseudonym_key where name = 'analysis'"),
    statement("a window that hides keys reads them from the table", "grant select (buyer_id) on orders to k7tracks_for_analysis"),
)  # fmt: skip

NOTICED: Noticed = {mutation.name: ("pseudonym-1",) for mutation in PSEUDONYMS}
