"""Every verb of the command, in the order in which help lists them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from troth.cli import (
    apply,
    attest,
    begin,
    check,
    consent,
    consent_import,
    demo,
    disclose,
    explain,
    hold,
    init,
    lift,
    migrate,
    models,
    observe,
    plan,
    refuse,
    release,
    restrict,
    schema,
    standing,
    uninstall,
    uphold,
    verify,
    withdraw,
)
from troth.cli import object as objection

VERBS: Mapping[str, Callable[..., object]] = {
    "init": init.command,
    "check": check.command,
    "plan": plan.command,
    "apply": apply.command,
    "verify": verify.command,
    "attest": attest.command,
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
    "disclose": disclose.command,
    "consent-import": consent_import.command,
    "observe": observe.command,
    "models": models.command,
    "migrate": migrate.command,
    "uninstall": uninstall.command,
    "schema": schema.command,
    "demo": demo.command,
}
