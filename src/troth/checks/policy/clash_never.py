"""A promise of what is never held or done, and a policy that holds or does it."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.checks.policy.claims import Claim, claims, clash
from troth.findings import Finding
from troth.policy.categories import beneath

CODE = "TR175"
OUTSIDE = ("processor", "subject")
"""Recipients that are no third parties: who works for the company, and the people themselves."""


def check(declared: Declared) -> Iterator[Finding]:
    """`never: special | criminal | sale | recipients`, or categories, against categories, purposes and recipients."""
    for claim in claims(declared, "never"):
        words = {word for _, values in claim.argument.parts for word in values}
        yield from _categories(declared, claim, words)
        yield from _recipients(declared, claim, words)


def _categories(declared: Declared, claim: Claim, words: set[str]) -> Iterator[Finding]:
    for name, category in declared.policy.categories.items():
        said = ("special" in words and category.special) or ("criminal" in words and category.criminal)
        if not said and not any(beneath(word, name) for word in claim.argument.all("categories")):
            continue
        using = [purpose for purpose, said in declared.policy.purposes.items() if name in declared.uses(said.uses)]
        message = f"`{name}` is a category of the policy" + (f", used by `{using[0]}`" if using else "")
        yield clash(declared, CODE, claim, message, hint="take the category out")


def _recipients(declared: Declared, claim: Claim, words: set[str]) -> Iterator[Finding]:
    for name, recipient in declared.policy.recipients.items():
        if "sale" in words and recipient.for_money:
            yield clash(declared, CODE, claim, f"the recipient `{name}` pays for it", hint="take `for_money` away")
        if "recipients" in words and recipient.role not in OUTSIDE and not recipient.counts:
            message = f"the recipient `{name}` is a {recipient.role.replace('_', ' ')} of its own"
            yield clash(declared, CODE, claim, message, hint="take the recipient out")
