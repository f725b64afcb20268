"""A country that is none: what may be sent there could not be told."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding
from troth.policy.countries import COUNTRIES

_OFTEN = {"UK": "did you mean `GB`?", "EL": "did you mean `GR`?", "EU": "name the country, such as `IE`"}
CODE = "TR102"
_WHY = "the safeguards for a transfer hang on the country"


def check(declared: Declared) -> Iterator[Finding]:
    """A country code of the controller or of a recipient is not in ISO 3166."""
    policy = declared.policy
    named: list[tuple[str, tuple[str | int, ...]]] = [(policy.controller.country, ("controller", "country"))]
    named += [(code, ("controller", "adequate", at)) for at, code in enumerate(policy.controller.adequate or ())]
    named += [(recipient.country, ("recipients", name, "country")) for name, recipient in policy.recipients.items()]
    for code, keys in named:
        if code not in COUNTRIES:
            yield Finding(
                code=CODE,
                message=f"there is no country `{code}`",
                where=declared.in_policy(*keys),
                why=_WHY,
                hint=_OFTEN.get(code, "write the two letters of ISO 3166, such as `DE`"),
            )
