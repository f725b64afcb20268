"""Every verb of the command, in the order in which help lists them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from troth.cli import apply, check, plan, schema

VERBS: Mapping[str, Callable[..., object]] = {
    "check": check.command,
    "plan": plan.command,
    "apply": apply.command,
    "schema": schema.command,
}
