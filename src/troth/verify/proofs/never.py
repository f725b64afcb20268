"""What is never held, or never done: a category that no column holds, special categories, crimes."""

from __future__ import annotations

from collections.abc import Iterator

from troth.policy.kept_by import Argument, takes
from troth.verify.evidence import Evidence
from troth.verify.look import Look

KIND = "never"
SPECIAL, CRIMINAL = "special", "criminal"
ARGUMENT = takes(one_of=(SPECIAL, CRIMINAL), categories="words")


def prove(look: Look, argument: Argument) -> Iterator[Evidence]:
    """No column of the live database is mapped to it, nobody may add one unmapped, and no purpose may use it."""
    policy = look.compiled.policy
    words = {word for _, values in argument.parts for word in values}
    forbidden = {
        name
        for name, category in policy.categories.items()
        if (SPECIAL in words and category.special)
        or (CRIMINAL in words and category.criminal)
        or any(
            name == word or name.startswith(word.removesuffix("*").rstrip(".") + ".")
            for word in argument.all("categories")
        )
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
