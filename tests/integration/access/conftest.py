"""One marketplace and one odd company for each file of tests. Tests share them, so each signs up people of its own."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from uuid import UUID

import pytest

from databases import Server
from integration.access.oddities import Odd, opened_odd, person


@pytest.fixture(scope="module")
def odd(server: Server) -> Iterator[Odd]:
    """The odd company with its policy applied."""
    with opened_odd(server) as opened:
        yield opened


@pytest.fixture(scope="module")
def somebody(odd: Odd) -> Callable[..., UUID]:
    """A new person of the odd company, with these values; their key."""
    numbers = itertools.count(1)

    def make(**values: object) -> UUID:
        key = person(next(numbers))
        odd.add("person", person_id=key, **values)
        return key

    return make
