"""What holds for a company's people, as the database has it, held against what the meaning says.

What a word did wrong is noticed here at once, also where nobody looks at that person just now.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from psycopg import sql

from properties.built import Built
from properties.life import Life
from properties.related import Person

Held = tuple[Any, ...]
"""What sort of thing holds, for whom, and what of it."""


def wrongly_held(made: Built, life: Life) -> list[str]:
    """What holds in the database and should not, or should and does not."""
    found, expected = set(_found(made)), set(_expected(life))
    extra = [f"{_said(held)} holds, and should not" for held in found - expected]
    return sorted(extra + [f"{_said(held)} does not hold" for held in expected - found])


def _said(held: Held) -> str:
    return " ".join(map(str, held))


def _expected(life: Life) -> Iterator[Held]:
    standing = life.standing
    for (*who, purpose), at in standing.consents.items():
        yield "consent", *who, purpose, at
    for (*who, what), (version, until) in standing.agreed.items():
        yield "agreed", *who, "/".join(what), version, until
    for sort, people in (("ended", standing.ended), ("pending", standing.pending), ("ended in part", standing.parts)):
        yield from ((sort, *part) for part in people)
    yield from (("child", *who) for who in standing.children)
    yield from (("restriction", each.kind, each.person, number) for (_, number), each in life.held.restrictions.items())
    yield from (("hold", number) for number in life.held.holds)


def _found(made: Built) -> Iterator[Held]:
    for kind in made.case.policy["subjects"]:
        for who, purpose, at in _rows(made, "consent", kind):
            yield "consent", *who, purpose, at
        for who, what, version, _, until in _rows(made, "agreed", kind):
            yield "agreed", *who, what, version, until
        for who, scope, cause, *_ in _rows(made, "hidden", kind):
            yield from _hidden(who, scope, cause)
        for who, number in _restrictions(made, kind):
            yield "restriction", *who, number
    yield from (("hold", number) for number, *_ in _all(made, "hold"))


def _hidden(who: Person, scope: str, cause: str) -> Iterator[Held]:
    """What has ended for what is somebody's in one table is told once, whoever of its owners they are."""
    purpose, _, place = scope.partition("/")
    match cause:
        case "ended" if place:
            yield "ended in part", *who, purpose, place.split("/")[0].removeprefix("public.")
        case "ended" | "objection":
            yield "ended" if cause == "ended" else "pending", *who, purpose
        case "child" if scope == "*":
            yield "child", *who


def _rows(made: Built, what: str, kind: str) -> Iterator[tuple[Any, ...]]:
    """A table of standing: whose each row is, and the rest of it."""
    width = _width(made, kind)
    return (((kind, row[:width]), *row[width:]) for row in _all(made, f"{what}_{kind}"))


def _restrictions(made: Built, kind: str) -> Iterator[tuple[Person, int]]:
    width = _width(made, kind)
    return (((kind, row[1 : width + 1]), row[0]) for row in _all(made, f"restriction_{kind}"))


def _all(made: Built, table: str) -> list[tuple[Any, ...]]:
    return made.chief.execute(sql.SQL("select * from {}").format(sql.Identifier("troth", table))).fetchall()


def _width(made: Built, kind: str) -> int:
    """How many columns the key of a person has."""
    table = next(
        name for name, said in made.case.tables["tables"].items() if said != "plain" and said.get("subject") == kind
    )
    return len(made.case.schema[table]["primary_key"])
