"""Broken on the way to the database: a server that lets plain connections in."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from databases import Server
from integration.encrypted import secured_marketplace
from mutations.mutation import Mutation, Noticed
from mutations.sound import Sound, promised

ENCRYPTED = "encrypted"
"""The system that is broken here."""

PROMISES: Mapping[str, Any] = {"encryption-1": {"encryption": "connections"}}

MUTATIONS = (Mutation("the server lets plain connections in", rules="host", system=ENCRYPTED),)

NOTICED: Noticed = {"the server lets plain connections in": ("encryption-1",)}


@contextlib.contextmanager
def encrypted_system(server: Server, folder: Path) -> Iterator[Sound]:
    """A marketplace on a server of its own that speaks TLS. Raises RuntimeError where there is none."""
    with secured_marketplace() as secured:
        if secured is None:
            raise RuntimeError("no PostgreSQL with TLS is installed here")
        compiled, declared = promised(secured.proven.compiled, secured.proven.declared, PROMISES)
        proven = replace(secured.proven, compiled=compiled, declared=declared)
        yield Sound(proven, rules=secured.under)
