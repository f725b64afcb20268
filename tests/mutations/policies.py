"""Broken by the policy itself, or by time: agreements and safeguards that have run out, nobody to turn to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from mutations.mutation import Mutation, Noticed
from troth.policy.model import Policy


def _carrier(**changes: Any) -> Callable[[Policy], Policy]:
    def change(policy: Policy) -> Policy:
        carrier = policy.recipients["carrier"].model_copy(update=changes)
        return policy.model_copy(update={"recipients": {**policy.recipients, "carrier": carrier}})

    return change


def _expired(policy: Policy) -> Policy:
    agreement = policy.recipients["carrier"].agreement
    assert agreement is not None
    return _carrier(agreement=agreement.model_copy(update={"expires": date(2026, 1, 31)}))(policy)


def _nobody_to_ask(policy: Policy) -> Policy:
    controller = policy.controller.model_copy(update={"contact": "TODO"})
    return policy.model_copy(update={"controller": controller})


def _safeguard_over(policy: Policy) -> Policy:
    advertiser = policy.recipients["advertiser"]
    assert advertiser.safeguard is not None
    over = advertiser.safeguard.model_copy(update={"expires": date(2026, 1, 31)})
    changed = advertiser.model_copy(update={"safeguard": over})
    return policy.model_copy(update={"recipients": {**policy.recipients, "advertiser": changed}})


def _newer(policy: Policy) -> Policy:
    return policy.model_copy(update={"version": 4})


POLICY = (
    Mutation("a recipient past its agreement", policy=_expired),
    Mutation("a recipient without an agreement", policy=_carrier(agreement=None)),
    Mutation("a recipient in a country without a safeguard", policy=_carrier(country="US")),
    Mutation("a safeguard has run out", policy=_safeguard_over),
    Mutation("a recipient pays", policy=_carrier(for_money=True)),
    Mutation("nobody to turn to", policy=_nobody_to_ask),
    Mutation("the policy at hand is newer than what was applied", policy=_newer),
)  # fmt: skip

NOTICED: Noticed = {
    "a recipient past its agreement": ("agreement-1", "recipient-1"),
    "a recipient without an agreement": ("agreement-1",),
    "a recipient in a country without a safeguard": ("safeguard-1",),
    "a safeguard has run out": ("safeguard-1",),
    "a recipient pays": ("never-2",),
    "nobody to turn to": ("contact-1",),
    "the policy at hand is newer than what was applied": ("version-1",),
}
