"""A recipient of counts that there are not, or of counts that rounding would shrink below the smallest group."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, did_you_mean

CODE = "TR156"


def check(declared: Declared) -> Iterator[Finding]:
    """`aggregates` names what tables.yaml has not, or `round_to` does not divide `smallest_group`."""
    known = declared.data_map.aggregates
    for name, recipient in declared.policy.recipients.items():
        for at, word in enumerate(recipient.aggregates):
            if word not in known:
                yield Finding(
                    code=CODE,
                    message=f"tables.yaml has no counts `{word}`",
                    where=declared.in_policy("recipients", name, "aggregates", at),
                    why="counts leave only in the shapes that tables.yaml names",
                    hint=did_you_mean(word, known),
                )
        if recipient.round_to and recipient.smallest_group and recipient.smallest_group % recipient.round_to:
            yield Finding(
                code=CODE,
                message=f"`{name}` could be shown a count below {recipient.smallest_group}",
                where=declared.in_policy("recipients", name, "round_to"),
                why="the smallest group, rounded, would be smaller than itself",
                hint=f"let `smallest_group` be a multiple of {recipient.round_to}",
            )
