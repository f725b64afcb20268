"""A purpose that sees pseudonyms instead of keys, and may write."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding

CODE = "TR148"
_WHY = "rows are written by their keys and links; what is refused, or comes back, would tell which"


def check(declared: Declared) -> Iterator[Finding]:
    """`keys: pseudonym` beside anything but `may: read`."""
    for name, purpose in declared.policy.purposes.items():
        if purpose.keys == "pseudonym" and (writes := purpose.writes):
            key, first = writes
            yield Finding(
                code=CODE,
                message=f"the purpose `{name}` sees pseudonyms instead of keys, and has `{first}`",
                where=declared.in_policy("purposes", name, key),
                why=_WHY,
                hint="let it read alone, and write under another purpose, which sees the keys",
            )
