"""Those who decide can be reached: the controller, the data-protection officer, the authority, are named."""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.kept_by import Argument, takes
from troth.verify.evidence import Evidence
from troth.verify.look import Look

KIND = "contact"
WHO = {
    "controller": ("name", "contact"),
    "dpo": ("dpo",),
    "authority": ("authority",),
    "representative": ("representative",),
}
ARGUMENT = takes(one_of=tuple(WHO))

SPEAKS_OF_NOBODY = ("example.com", "todo", "tbd", "xxx", "n/a")


def prove(look: Look, argument: Argument) -> Iterator[Evidence]:
    """What the policy that was applied says of them: notices, access copies and disclosures print it."""
    controller = look.compiled.policy.controller
    for who in (word for _, words in argument.parts for word in words):
        said = [str(getattr(controller, part) or "") for part in WHO[who]]
        missing = [
            word for word in said if not word.strip() or any(nobody in word.lower() for nobody in SPEAKS_OF_NOBODY)
        ]
        says = f"the {who} is not named in the policy" if missing else f"the {who}: {', '.join(said)}"
        yield Evidence(kept=not missing, says=says, how="`controller` of the policy in force", count=len(said))
    applied = look.rows(
        "proof last applied", {"zone": look.compiled.policy.time_zone, "effective": look.compiled.policy.effective}
    )
    kept = bool(applied) and controller.contact in applied[0]["policy_file"]
    says = "the version in force says so" if kept else "the version in force does not say so"
    yield Evidence(kept=kept, says=says, how="troth.deployment.policy_file", count=len(applied))
