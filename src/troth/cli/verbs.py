"""Every verb of the command, in the order in which help lists them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from troth.cli import (
    apply,
    begin,
    check,
    consent,
    demo,
    explain,
    hold,
    lift,
    plan,
    refuse,
    release,
    restrict,
    schema,
    standing,
    uphold,
    verify,
    withdraw,
)
from troth.cli import object as objection

VERBS: Mapping[str, Callable[..., object]] = {
    "check": check.command,
    "plan": plan.command,
    "apply": apply.command,
    "verify": verify.command,
    "explain": explain.command,
    "consent": consent.command,
    "withdraw": withdraw.command,
    "object": objection.command,
    "uphold": uphold.command,
    "refuse": refuse.command,
    "begin": begin.command,
    "restrict": restrict.command,
    "lift": lift.command,
    "hold": hold.command,
    "release": release.command,
    "standing": standing.command,
    "schema": schema.command,
    "demo": demo.command,
}
