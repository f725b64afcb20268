"""Whose data is in which table, as far as the catalogue tells: tables of people, and the paths to them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from troth.adopt.guesses import guess_by_name, speaks_of_people, words_of
from troth.postgres.catalogue import Catalogue, ForeignKey, Relation, Table

ENOUGH = 4
"""What a table must score to be taken for one of people."""
LONGEST = 5


@dataclass(frozen=True, kw_only=True)
class Person:
    """An owner of a table's rows: their name there, their kind, and the path as the data map writes it."""

    name: str
    kind: str
    path: str
    links: tuple[str, ...]


def kinds_of_people(catalogue: Catalogue) -> dict[Relation, str]:
    """The tables whose rows are probably people, with a name for their kind. What belongs to one of them is none."""
    scores = {relation: _score(table, catalogue) for relation, table in catalogue.tables.items()}
    likely = sorted((r for r, score in scores.items() if score >= ENOUGH), key=lambda r: (-scores[r], r))
    kinds: dict[Relation, str] = {}
    for relation in likely:
        if any(key.target in kinds for key in catalogue.tables[relation].foreign_keys if key.target != relation):
            continue
        kinds[relation] = _free(name_of(relation.name), set(kinds.values()))
    return kinds


def _score(table: Table, catalogue: Catalogue) -> int:
    if table.kind not in ("table", "partitioned") or not table.primary_key or not can_be_written(table.relation):
        return 0
    held = {guess.category for column in table.columns if (guess := guess_by_name(column.name)).category}
    named = 3 if speaks_of_people(table.relation.name) else 0
    referred = sum(key.target == table.relation for other in catalogue.tables.values() for key in other.foreign_keys)
    return named + 2 * ("contact.email" in held) + ("identity.name" in held) + min(referred, 2)


def can_be_written(relation: Relation) -> bool:
    """Whether the data map has a way to write this name: no dot in it, and every sign can be seen."""
    return all("." not in part and part.isprintable() for part in relation)


def name_of(text: str) -> str:
    """A name as policy and data map write one."""
    name = "_".join(words_of(text))[:40].strip("_")
    return name if name[:1].isalpha() else f"p_{name}".strip("_")


def _free(name: str, taken: set[str]) -> str:
    return next(one for one in (name, *(f"{name[:37]}_{n}" for n in range(2, 1000))) if one not in taken)


def owners(catalogue: Catalogue, kinds: Mapping[Relation, str]) -> dict[Relation, tuple[Person, ...]]:
    """The owners of every table from which foreign keys lead to people, nearest first."""
    found: dict[Relation, tuple[Person, ...]] = dict.fromkeys(kinds, ())
    for _ in range(LONGEST):
        reached = {
            relation: people
            for relation, table in catalogue.tables.items()
            if relation not in found and can_be_written(relation) and table.primary_key
            and table.kind in ("table", "partitioned")
            and (people := tuple(_named(_of_table(table, catalogue, kinds, found))))
        }  # fmt: skip
        found |= reached
    return found


def _of_table(
    table: Table,
    catalogue: Catalogue,
    kinds: Mapping[Relation, str],
    found: Mapping[Relation, tuple[Person, ...]],
) -> Iterator[Person]:
    """People that a foreign key refers to; or else those of the rows that it refers to."""
    usable = [(key, column) for key in table.foreign_keys if (column := _start(table, key)) is not None]
    direct = [(key, column) for key, column in usable if key.target in kinds and _to_primary(key, catalogue)]
    for key, column in direct:
        name = name_of(re.sub(r"_?(id|no|nr|key|ref|fk)$", "", column, flags=re.IGNORECASE) or kinds[key.target])
        yield Person(name=name, kind=kinds[key.target], path=column, links=key.columns)
    for key, column in usable if not direct else ():
        for owner in found.get(key.target, ()):
            path = f"{column} > {key.target}.{owner.path}"
            yield Person(name=owner.name, kind=owner.kind, path=path, links=key.columns)


def _to_primary(key: ForeignKey, catalogue: Catalogue) -> bool:
    return set(key.target_columns) == set(catalogue.tables[key.target].primary_key)


def _start(table: Table, key: ForeignKey) -> str | None:
    """A column by which a path can name this foreign key and no other."""
    for column in key.columns:
        alike = [other for other in table.foreign_keys if column in other.columns]
        exact = [other for other in alike if other.columns == (column,)]
        chosen = exact if len(exact) == 1 else alike
        if chosen == [key] and column.isprintable() and not re.search(r"[.>]|^\s|\s$", column):
            return column
    return None


def _named(people: Iterator[Person]) -> Iterator[Person]:
    taken: set[str] = set()
    for person in people:
        name = _free(person.name, taken)
        taken.add(name)
        yield replace(person, name=name)
