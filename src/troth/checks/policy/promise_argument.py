"""A promise kept by a check of something that does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.arguments import every_check, means, names
from troth.checks.declared import Declared
from troth.checks.policy.promise_kinds import KINDS
from troth.documents import shown
from troth.findings import Finding, Place, did_you_mean
from troth.policy.kept_by import Asked, Takes

CODE = "TR127"


def check(declared: Declared) -> Iterator[Finding]:
    """What a check of `kept_by` is applied to is not in the policy or the data map."""
    for asked, keys in every_check(declared):
        takes = KINDS.get(asked.kind)
        if takes is None:
            continue
        if isinstance(asked.written, str):
            yield from _word(declared, asked, takes, declared.in_policy(*keys))
        else:
            yield from _parts(declared, asked, takes, keys)


def _word(declared: Declared, asked: Asked, takes: Takes, where: Place) -> Iterator[Finding]:
    word = str(asked.written)
    if takes.one_of and word in takes.one_of:
        return
    if any(means(declared, noun, word) for noun in takes.plain):
        return
    if not takes.plain and not takes.one_of:
        parts = ", ".join(f"{name}: ..." for name in takes.known)
        yield _finding(asked, word, takes.named, where, hint=f"write the parts that it takes: {{{parts}}}")
        return
    known = [*takes.one_of, *(name for noun in takes.plain for name in names(declared, noun) or ())]
    yield _finding(asked, word, takes.named, where, hint=did_you_mean(word[:80], known))


def _parts(declared: Declared, asked: Asked, takes: Takes, keys: tuple[str | int, ...]) -> Iterator[Finding]:
    for part, values in () if isinstance(asked.written, str) else asked.written:
        noun = takes.names(part)
        if noun is None:
            where = declared.in_policy(*keys, part)
            yield _finding(asked, part, "part", where, hint=did_you_mean(part, takes.known))
            continue
        for value in values:
            if not means(declared, noun, value):
                where = declared.in_policy(*keys, part)
                yield _finding(asked, value, noun, where, hint=did_you_mean(value[:80], names(declared, noun) or ()))


def _finding(asked: Asked, word: str, named: str, where: Place, *, hint: str) -> Finding:
    return Finding(
        code=CODE,
        message=f"there is no {named} `{shown(word)}`",
        where=where,
        why=f"`{asked.kind}` is checked for a {named}" if named != "part" else f"`{asked.kind}` does not take it",
        hint=hint,
    )
