"""A category that the policy does not have."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding, did_you_mean, nearest

CODE = "TR115"
MARKED = ("special", "criminal")
"""Words of `never` for all categories that are so marked."""

_WHY = "a word that means no data promises nothing"


def check(declared: Declared) -> Iterator[Finding]:
    """A name or pattern of `uses`, `suppress`, `keeps`, `receives` or `never` that no category fits."""
    known = declared.policy.categories
    for keys, patterns in _named(declared):
        for at, pattern in enumerate(patterns):
            if not declared.uses((pattern,)) and not (keys == ("never",) and pattern in MARKED):
                stem = pattern.removesuffix(".*")
                near = nearest(stem, known)
                yield Finding(
                    code=CODE,
                    message=f"no category is called `{pattern}`"
                    if stem == pattern
                    else f"no category fits `{pattern}`",
                    where=declared.in_policy(*keys, at),
                    why=_WHY,
                    hint=f"did you mean `{near}`?" if near else did_you_mean(stem, known),
                )


def _named(declared: Declared) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    policy = declared.policy
    for name, purpose in policy.purposes.items():
        yield ("purposes", name, "uses"), purpose.uses
        yield ("purposes", name, "suppress"), purpose.suppress
    for name, hold in policy.holds.items():
        yield ("holds", name, "keeps"), hold.keeps
    yield ("never",), policy.never
    for name, recipient in policy.recipients.items():
        yield ("recipients", name, "receives"), recipient.patterns
