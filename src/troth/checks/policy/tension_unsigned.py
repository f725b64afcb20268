"""A reading of a tension that nobody has signed."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, Level

CODE = "TR171"


def check(declared: Declared) -> Iterator[Finding]:
    """Without `signed_by` and `on`: a warning where the stricter reading holds, an error where the wider one does."""
    for at, tension in enumerate(declared.policy.tensions):
        if tension.signed:
            continue
        wider = not tension.stricter
        yield Finding(
            code=CODE,
            level=Level.ERROR if wider else Level.WARNING,
            message=f"nobody has signed how the tension `{tension.id}` is read",
            where=declared.in_policy("tensions", at),
            why="the wider reading takes something from people that a sentence promises them"
            if wider
            else "until somebody stands for it, the stricter reading holds without having been decided",
            hint="add `signed_by` and `on`" + (", or take the stricter reading" if wider else ""),
        )
