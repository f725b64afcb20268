"""What is never held, or never done: a category that no column holds, special categories, crimes."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.policy.clash_never import OUTSIDE
from troth.policy.categories import beneath
from troth.policy.kept_by import Argument, takes
from troth.verify.evidence import Evidence
from troth.verify.look import Look

KIND = "never"
SPECIAL, CRIMINAL, SALE, RECIPIENTS = "special", "criminal", "sale", "recipients"
ARGUMENT = takes(one_of=(SPECIAL, CRIMINAL, SALE, RECIPIENTS), categories="words")


def prove(look: Look, argument: Argument) -> Iterator[Evidence]:
    """No column of the live database is mapped to it, nobody may add one unmapped, and no purpose may use it."""
    policy = look.compiled.policy
    words = {word for _, values in argument.parts for word in values}
    if words & {SALE, RECIPIENTS}:
        yield from _leaves(look, words)
        return
    forbidden = {
        name
        for name, category in policy.categories.items()
        if (SPECIAL in words and category.special)
        or (CRIMINAL in words and category.criminal)
        or any(beneath(word, name) for word in argument.all("categories"))
    }
    held = [
        f"{table.relation}.{column.name}"
        for table in look.personal
        for column in table.personal
        if column.category in forbidden
    ]
    columns = sum(len(table.columns) for table in look.compiled.mapped.tables.values())
    says = f"held in {', '.join(held)}" if held else f"none of {columns} mapped columns holds it"
    yield Evidence(kept=not held, says=says, how="the data map over the live catalogue", count=columns)
    using = [name for name, purpose in policy.purposes.items() if policy.categories_of(purpose.uses) & forbidden]
    says = f"used by {', '.join(using)}" if using else f"none of {len(policy.purposes)} purposes uses it"
    yield Evidence(kept=not using, says=says, how="the policy that is in force", count=len(policy.purposes))
    left = look.compiled.mapped.unmapped
    says = f"{len(left)} columns are unmapped" if left else "every column of the mapped schemas has a meaning"
    yield Evidence(kept=not left, says=says, how="pg_attribute against the data map", count=columns)


def _leaves(look: Look, words: set[str]) -> Iterator[Evidence]:
    """Nobody pays for data, or nobody outside gets any: by the policy, and by what was ever disclosed."""
    recipients = look.compiled.policy.recipients
    named = [
        name
        for name, said in recipients.items()
        if (SALE in words and said.for_money) or (RECIPIENTS in words and said.role not in OUTSIDE and not said.counts)
    ]
    what = "pay for data" if SALE in words else "are third parties"
    says = f"{', '.join(named)} {what}" if named else f"none of {len(recipients)} recipients {what}"
    yield Evidence(kept=not named, says=says, how="the policy that is in force", count=len(recipients))
    known = [name for name in recipients if name not in named]
    others = look.rows("proof disclosed to others", {"known": known})
    said = ", ".join(f"{row['count']} to {row['recipient']}" for row in others)
    says = f"disclosed: {said}" if others else "nothing was ever disclosed to anybody else"
    yield Evidence(kept=not others, says=says, how="troth.disclosure", count=sum(row["count"] for row in others))
