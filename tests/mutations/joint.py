# ruff: noqa: E501
"""Broken where several people share a row: what is to be hidden of one of them is shown beside what is the other's."""

from __future__ import annotations

import contextlib
import copy
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from databases import Server
from integration.company import opened_shop
from mutations.mutation import Mutation, Noticed
from mutations.sound import Sound, promised, with_a_dispute
from proving import Proven

JOINT = "joint"
"""The system that is broken here."""

PROMISES: Mapping[str, Any] = {
    "objection-4": {"objection": "dealings"},
    "restriction-2": {"restriction": "dealings"},
    "objection-5": {"objection": "study"},
    "enforced-2": {"enforced": "everything"},
}

PURPOSES: dict[str, dict[str, Any]] = {
    "dealings": {
        "says": "See who deals with whom",
        "basis": "legitimate_interest",
        "interest": "to find out",
        "uses": ["order", "address.shipping"],
        "joint": "cells",
        "keep": "1 year after order placed",
    }
}
PURPOSES["study"] = copy.deepcopy(PURPOSES["dealings"]) | {"says": "Study who deals with whom", "keys": "pseudonym"}
"""Purposes that see of shared rows what is theirs of whom they may see it; one knows nobody's key."""

CASES = r"""do $$ begin execute 'drop view for_dealings.orders; create view for_dealings.orders as ' ||
  regexp_replace(pg_get_viewdef('for_dealings.orders'::regclass), 'CASE\s+WHEN [^;]*? THEN (r\.\w+)\s+ELSE NULL::\S+\s+END', '\1', 'g'); end $$;
  alter view for_dealings.orders owner to k7tracks_sees_dealings; grant select on for_dealings.orders to k7tracks_for_dealings"""
STUDIED = CASES.replace("for_dealings", "for_study").replace("sees_dealings", "sees_study")
ANYBODY = "alter policy k7tracks_sees_dealings_select on orders using (true)"


def here(name: str, *sql: str, **more: Any) -> Mutation:
    return Mutation(name, sql=sql, system=JOINT, **more)


MUTATIONS = (
    here("cells of a shared row are shown whoever is to be hidden in it", CASES),
    here("cells of a shared row are shown whoever is to be hidden in it, as the compiler wanted it", CASES, unseen=True),
    here("cells of a shared row whose keys are pseudonyms are shown, as the compiler wanted it", STUDIED, unseen=True),
    here("a shared row is shown although nobody in it may be seen", ANYBODY),
)  # fmt: skip

NOTICED: Noticed = {
    "cells of a shared row are shown whoever is to be hidden in it": ("enforced-2", "objection-4", "restriction-2"),
    "cells of a shared row are shown whoever is to be hidden in it, as the compiler wanted it": ("objection-4", "restriction-2"),
    "cells of a shared row whose keys are pseudonyms are shown, as the compiler wanted it": ("objection-5",),
    "a shared row is shown although nobody in it may be seen": ("enforced-2",),
}  # fmt: skip


@contextlib.contextmanager
def joint_system(server: Server, folder: Path) -> Iterator[Sound]:
    """The marketplace with a purpose that sees of an order what is the buyer's, the seller's, or both."""
    with opened_shop(server, folder, purposes=PURPOSES) as shop:
        shop.order(shop.sign_up(), shop.sign_up())
        for table, key in (("member", "member_id"), ("orders", "order_id")):
            shop.owner.execute(f"select setval(pg_get_serial_sequence('{table}', '{key}'), 1000)".encode())
        compiled, declared = promised(shop.troth.compiled(), shop.troth.files.declared, PROMISES)
        yield Sound(Proven(shop.chief, shop.database.owner, compiled, declared, with_a_dispute(shop.folder)))
