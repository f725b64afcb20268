"""What is asked: the operations of GDPRbench, and the mixes of its four roles, of the paper and of its repository."""

from __future__ import annotations

import bisect
import itertools
import random
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bench.gdpr.records import key_of, value_of

Spread = str
UNIFORM, ZIPF = "uniform", "zipf"
THETA = 0.99
"""The constant of the Zipf distribution, as in YCSB."""

CHANGED = ("obj", "dec", "ttl", "acl", "shr", "src", "usr", "cat")
"""The fields that an update of how data is handled may set, in turn."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Operation:
    """One thing that is asked. `number` is the record it was drawn from, which gives keys and values.

    What does not `find` asks for a key or a value that no record has.
    """

    kind: str
    number: int
    by: str = "key"
    field: str = ""
    finds: bool = True

    @property
    def key(self) -> str:
        return key_of(self.number) if self.finds else ""

    @property
    def condition(self) -> str:
        """What `by` must be."""
        return value_of(self.by, self.number) if self.finds else ""

    @property
    def value(self) -> str:
        """What `field` becomes."""
        return value_of(self.field, self.number)

    @property
    def name(self) -> str:
        return self.kind if self.by == "key" else f"{self.kind} by {self.by}"


@dataclass(frozen=True, kw_only=True)
class Mix:
    """A role's share of each operation, and how records are drawn."""

    name: str
    spread: Spread
    shares: Mapping[tuple[str, str], float]

    @property
    def grows(self) -> bool:
        """Whether some of its operations take a share of all records, and so the longer the more there are."""
        return any(by in ("pur", "ttl", "obj", "dec") for _, by in self.shares)


REPOSITORY = (
    Mix(
        name="controller (repository)",
        spread=UNIFORM,
        shares={
            ("update meta", "pur"): 0.25,
            ("update meta", "usr"): 0.25,
            ("delete", "key"): 0.25,
            ("insert", "key"): 0.25,
        },
    ),
    Mix(
        name="customer (repository)",
        spread=ZIPF,
        shares={
            ("read", "key"): 0.2,
            ("read meta", "pur"): 0.1,
            ("read meta", "usr"): 0.1,
            ("update", "key"): 0.2,
            ("update meta", "pur"): 0.1,
            ("update meta", "usr"): 0.1,
            ("delete", "key"): 0.2,
        },
    ),
    Mix(
        name="processor (repository)",
        spread=UNIFORM,
        shares={("read", "key"): 0.2, ("read meta", "pur"): 0.4, ("read meta", "usr"): 0.4},
    ),
)
PAPER = (
    Mix(
        name="controller (paper)",
        spread=UNIFORM,
        shares={
            ("insert", "key"): 0.25,
            **{("delete one", by): 0.25 / 3 for by in ("pur", "ttl", "usr")},
            **{("update meta", by): 0.5 / 3 for by in ("pur", "usr", "shr")},
        },
    ),
    Mix(
        name="customer (paper)",
        spread=ZIPF,
        shares={
            ("read", "usr"): 0.2,
            ("read meta", "key"): 0.2,
            ("update data", "key"): 0.2,
            ("update meta", "key"): 0.2,
            ("delete", "key"): 0.2,
        },
    ),
    Mix(
        name="processor (paper)",
        spread=ZIPF,
        shares={("read", "key"): 0.8, **{("read", by): 0.2 / 3 for by in ("pur", "obj", "dec")}},
    ),
    Mix(
        name="regulator (paper)",
        spread=ZIPF,
        shares={("read meta", "usr"): 0.46, ("logs", "key"): 0.31, ("verify deletion", "key"): 0.23},
    ),
)
MIXES = (*REPOSITORY, *PAPER)


def draw(mix: Mix, records: int, count: int, seed: int) -> list[Operation]:
    """So many operations of a mix over so many records, each kind just in its share; the same for the same seed."""
    chance = random.Random(seed)
    kinds = _in_shares(mix, count)
    chance.shuffle(kinds)
    fields: dict[str, Iterator[str]] = defaultdict(lambda: itertools.cycle(CHANGED))
    numbers = _zipf(records, chance) if mix.spread == ZIPF else _uniform(records, chance)
    fresh = itertools.count(records)
    made = []
    for kind, by in kinds:
        number = next(fresh) if kind == "insert" else next(numbers)
        field = next(fields[by]) if kind == "update meta" else ""
        made.append(Operation(kind=kind, number=number, by=by, field=field))
    return made


def _in_shares(mix: Mix, count: int) -> list[tuple[str, str]]:
    """Drawn by chance, the few operations that change much would decide how one size compares to another."""
    ends = [round(count * share) for share in itertools.accumulate(mix.shares.values())]
    return [each for each, low, high in zip(mix.shares, [0, *ends], ends, strict=False) for _ in range(high - low)]


def _uniform(records: int, chance: random.Random) -> Iterator[int]:
    while True:
        yield chance.randrange(records)


def _zipf(records: int, chance: random.Random) -> Iterator[int]:
    """Few records drawn often, and these spread over all (a scrambled Zipf distribution)."""
    ranks = min(records, 100_000)
    heights = list(itertools.accumulate(1 / (rank**THETA) for rank in range(1, ranks + 1)))
    while True:
        rank = bisect.bisect_left(heights, chance.random() * heights[-1])
        yield (rank * 2_654_435_761) % records
