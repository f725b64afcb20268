"""Which categories a policy means by a name or by `prefix.*`."""

from __future__ import annotations

import functools


@functools.lru_cache(maxsize=4096)
def meant(categories: tuple[str, ...], patterns: tuple[str, ...]) -> frozenset[str]:
    """The categories of a policy that any of these patterns means.

    Compiling asks this hundreds of thousands of times, of a few hundred patterns.
    """
    return frozenset(name for name in categories for pattern in patterns if covers(pattern, name))


def beneath(word: str, category: str) -> bool:
    """Whether a category is what a word names, or lies below it, with or without its `.*`: none of `contact` at all."""
    return covers(f"{word.removesuffix('.*')}.*", category)


def covers(pattern: str, category: str) -> bool:
    """Whether `contact.*` or `contact.email` speaks of a category. `order.*` also means `order` itself."""
    if pattern.endswith(".*"):
        stem = pattern[:-2]
        return category == stem or category.startswith(stem + ".")
    return category == pattern
