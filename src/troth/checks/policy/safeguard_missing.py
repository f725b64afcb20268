"""Data that would leave for a country without protection."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding
from troth.policy.countries import COUNTRIES, without_safeguard

CODE = "TR120"
_WHY = "Art. 44 to 46 GDPR: outside the adequacy list data needs a safeguard"


def check(declared: Declared) -> Iterator[Finding]:
    """A recipient outside the adequacy list has no `safeguard`.

    Giving people their own data and publishing are no transfers.
    """
    controller = declared.policy.controller
    free = without_safeguard(controller.country, controller.adequate)
    for name, recipient in declared.policy.recipients.items():
        country = recipient.country
        if (
            recipient.safeguard
            or country in free
            or recipient.role in {"subject", "public"}
            or country not in COUNTRIES
        ):
            continue
        certified = ", or `certification` if it is certified under the EU-US framework" if country == "US" else ""
        yield Finding(
            code=CODE,
            message=f"`{name}` is in {country}, and no safeguard protects the data there",
            where=declared.in_policy("recipients", name, "country"),
            why=_WHY,
            hint=f"add `safeguard: standard_contractual_clauses`{certified}",
        )
