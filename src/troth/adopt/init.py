"""A first draft of both files from the live database: what is likely is proposed, what is unsure is left open.

Nothing is guessed to be plain: an open column stands in the draft as a comment, `# name: ?  why`, and while the draft
says `adopting: true` no window shows it. Sampling looks at values and keeps none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import psycopg
from psycopg import sql

from troth.adopt.guesses import SAYS, Guess, guess_by_name, guess_by_type, guess_by_values, words_of
from troth.adopt.people import Person, can_be_written, kinds_of_people, name_of, owners
from troth.postgres.catalogue import Catalogue, Column, Relation, Table
from troth.postgres.ddl import name
from troth.postgres.read_catalogue import read_catalogue

SAMPLE = 300
"""Rows looked at per table."""
LARGE = 20_000
"""Rows from which on a sample is taken from anywhere in the table, not from its start."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """Two files to go on with. `guessed` columns have a category, `left_open` wait for a person's word."""

    tables_yaml: str
    policy_yaml: str
    subjects: tuple[str, ...]
    guessed: int
    left_open: int

    def __str__(self) -> str:
        people = ", ".join(self.subjects) or "none found: say which table has a row for each person"
        return (
            f"People: {people}\n"
            f"{self.guessed} columns have a likely category, {self.left_open} are left open (`?` in tables.yaml).\n"
            "Read every line: a draft knows names and forms, not what your company does.\n"
            "Then: troth check, which needs no database; troth plan, which changes nothing; troth apply."
        )


def draft(connection: psycopg.Connection[Any], schemas: Sequence[str], *, sample: bool = False) -> Draft:
    """A draft of `tables.yaml` and a start of `policy.yaml` for the tables of these schemas.

    `sample` also looks at the values of a few hundred rows of each table, which takes the right to read them.
    """
    catalogue = read_catalogue(connection, schemas)
    tables = catalogue.tables.items() if sample else ()
    forms = {relation: _sampled(connection, table) for relation, table in tables}
    row = connection.execute("select current_date").fetchone()
    return draft_of(catalogue, forms, row[0] if row else date.today())


def draft_of(catalogue: Catalogue, forms: Mapping[Relation, Mapping[str, Guess]], today: date) -> Draft:
    """The draft for a catalogue and what the forms of sampled values say. No input, no output."""
    kinds = kinds_of_people(catalogue)
    writing = _Writing(catalogue, kinds, owners(catalogue, kinds), forms)
    tables = "\n".join(writing.lines()) + "\n"
    return Draft(
        tables_yaml=tables,
        policy_yaml="\n".join(_policy(catalogue, kinds, sorted(writing.used), today)) + "\n",
        subjects=tuple(kinds.values()),
        guessed=writing.guessed,
        left_open=writing.left_open,
    )


def _sampled(connection: psycopg.Connection[Any], table: Table) -> dict[str, Guess]:
    """What the forms of some values say, by column. The values themselves are let go of."""
    columns = [c.name for c in table.columns if c.type_category in "SDUI" or c.base_type in ("json", "jsonb")]
    if table.kind not in ("table", "partitioned") or not columns:
        return {}
    shown = sql.SQL(", ").join(sql.SQL("left({}::text, 100)").format(sql.Identifier(one)) for one in columns)
    source: sql.Composable = name(table.relation)
    if table.rows > LARGE:
        share = sql.Literal(min(100.0, 100.0 * 20 * SAMPLE / table.rows))
        source = sql.SQL("{} tablesample system ({})").format(source, share)
    query = sql.SQL("select {} from {} order by random() limit {}").format(shown, source, sql.Literal(SAMPLE))
    try:
        with connection.transaction():
            rows = connection.execute(query).fetchall()
    except psycopg.errors.InsufficientPrivilege:
        return {}
    return {column: guess_by_values([row[place] for row in rows if row[place]]) for place, column in enumerate(columns)}


@dataclass
class _Writing:
    """One draft being written, line by line; counts what it proposes."""

    catalogue: Catalogue
    kinds: Mapping[Relation, str]
    owners: Mapping[Relation, tuple[Person, ...]]
    forms: Mapping[Relation, Mapping[str, Guess]]
    used: set[str] = field(default_factory=set)
    guessed: int = 0
    left_open: int = 0

    def lines(self) -> Iterator[str]:
        yield "# A draft: every line with a ? waits for your word, and no window shows what it names."
        yield "# Write a category of policy.yaml, or `plain` for what says nothing about a person."
        yield "adopting: true"
        yield "tables:"
        ordered = sorted(self.catalogue.tables, key=lambda r: (r not in self.kinds, r not in self.owners, r))
        for relation in ordered:
            yield from self.table(self.catalogue.tables[relation])
        yield from self.events()

    def table(self, table: Table) -> Iterator[str]:
        relation = table.relation
        if relation not in self.owners:
            yield from self.unreached(table)
            return
        yield f"  {_key(str(relation))}:"
        if relation in self.kinds:
            yield f"    subject: {self.kinds[relation]}"
        else:
            yield "    owners:"
            for person in self.owners[relation]:
                yield f"      {person.name}: {{{person.kind}: {_key(person.path)}}}"
        keys = {column.name for column in table.columns if not column.is_time} & set(table.primary_key)
        exempt = keys | {link for person in self.owners[relation] for link in person.links}
        said = [line for column in table.columns if column.name not in exempt for line in self.column(table, column)]
        yield "    columns:" if any(not line.lstrip().startswith("#") for line in said) else "    # columns:"
        yield from said

    def unreached(self, table: Table) -> Iterator[str]:
        why = "no foreign key leads from it to people: declare what refers to whom under links:, "
        why += f"or `plain`, and every window shows it whole{self.looks_personal(table)}"
        if table.kind not in ("table", "partitioned"):
            why = f"a {table.kind}, not a table"
        elif not can_be_written(table.relation):
            why = "the data map cannot write this name; rename it, or leave it seen by no window"
        elif not table.primary_key:
            why = "it has no primary key"
        self.left_open += table.kind in ("table", "partitioned")
        yield f"  # {_shown(str(table.relation))}: ?  {why}"

    def looks_personal(self, table: Table) -> str:
        """What speaks against calling a table plain."""
        guesses = ((column, self.guess(table, column)) for column in table.columns)
        said = [f"{_shown(one.name)}, perhaps {guess.category}" for one, guess in guesses if guess.category]
        documents = [one.name for one in table.columns if one.base_type in ("json", "jsonb")]
        said += [f"what is in {_shown(name)}" for name in documents]
        return f"; look at {'; '.join(said)}" if said else ""

    def column(self, table: Table, column: Column) -> Iterator[str]:
        guess, several = self.guess(table, column), len(self.owners[table.relation]) > 1
        erase = self.erase(table, column) if guess.sure else ""
        if guess.sure and guess.category and not several and erase is not None:
            self.guessed += 1
            self.used.add(guess.category)
            holds = f"{{holds: {guess.category}, erase: {erase}}}" if erase else guess.category
            yield f"      {_key(column.name)}: {holds}" + (f"  # {guess.why}" if guess.why != "by its name" else "")
            return
        self.left_open += 1
        why = [f"perhaps {guess.category}, {guess.why}"] if guess.category else [guess.why] if guess.why else []
        if several and guess.category:
            why.append("of " + " or ".join(person.name for person in self.owners[table.relation]))
        if erase is None:
            why.append("NOT NULL: say what it becomes when erased")
        why += self.hints(table, column)
        yield f"      # {_shown(column.name)}: ?  {'; '.join(why)}".rstrip()

    def guess(self, table: Table, column: Column) -> Guess:
        """What the values say counts before the type, and the type before the name."""
        by_value = self.forms.get(table.relation, {}).get(column.name, Guess())
        guesses = (by_value, guess_by_type(column.base_type), self.by_name(table, column))
        sure = next((guess for guess in guesses if guess.sure), None)
        return sure or next((guess for guess in guesses if guess.category or guess.why), Guess())

    def by_name(self, table: Table, column: Column) -> Guess:
        """A name counts for text and dates; a number or a truth called `email` is something about an e-mail."""
        guess = guess_by_name(column.name)
        fits = column.type_category in "SU" or guess.category in ("identity.birth", "identity.number", "location")
        if not guess.sure and table.relation in self.kinds and guess.category == "identity.name":
            words = words_of(column.name)
            of_person = column.type_category == "S" and len(words) <= 2 and words[-1] in ("name", "nom", "nombre")
            return Guess(category=guess.category, why="by its name", sure=of_person) if of_person else guess
        return guess if fits or not guess.sure else Guess(category=guess.category, why="by its name")

    def erase(self, table: Table, column: Column) -> str | None:
        """What to write for `erase`; empty if nothing is needed, None if only a person can say."""
        unique = any(key.columns == (column.name,) for key in table.keys)
        if column.generated or any(column.name in check.columns for check in table.checks):
            return None if column.generated or not column.nullable else ""
        if column.nullable:
            return ""
        if column.type_category == "S" and (column.max_length or 99) >= 8:
            return "unique" if unique else '{set: "Erased"}'
        return "{to: year}" if column.is_time and not unique else None

    def hints(self, table: Table, column: Column) -> Iterator[str]:
        for key in table.foreign_keys:
            if column.name in key.columns:
                yield f"refers to {_shown(str(key.target))}"
        if column.is_time:
            yield "a time: `plain` if a period starts with it"
        if column.base_type in ("json", "jsonb"):
            yield "look at what is in it"

    def events(self) -> Iterator[str]:
        yield "# events:"
        for relation in self.owners:
            for column in self.catalogue.tables[relation].columns:
                if column.is_time and re.search(r"(?i)(_at|_on|_date|date_.*|At|On)$", column.name):
                    event = name_of(f"{relation.name} {re.sub(r'_(at|on|date)$', '', column.name)}").replace("_", " ")
                    yield f"#   {event}: {_shown(f'{relation}.{column.name}')}"


_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_WORDS = ("null", "true", "false")


def _key(text: str) -> str:
    """A name as YAML writes it: quoted unless it is nothing but a word."""
    plain = _PLAIN_KEY.fullmatch(text) is not None and text.lower() not in _WORDS
    return text if plain else json.dumps(text, ensure_ascii=False)


def _shown(text: str) -> str:
    """A name inside a comment, which it must not end."""
    return _key(text) if text.isprintable() else json.dumps(text)


def _policy(catalogue: Catalogue, kinds: Mapping[Relation, str], used: Sequence[str], today: date) -> Iterator[str]:
    categories = list(used) or ["identity.name"]
    yield "# A start. Every line with TODO says something only your company can say."
    yield f"policy: {name_of(catalogue.database)[:21].rstrip('_')}"
    yield "version: 1"
    yield f"effective: {today.isoformat()}"
    yield "time_zone: Europe/Berlin  # TODO: yours"
    yield 'controller: {name: "TODO", contact: "TODO", country: DE}  # TODO'
    yield "subjects:"
    for kind in kinds.values() or ["person"]:
        yield f'  {kind}: {{says: "TODO: who these people are"}}'
    yield "categories:"
    for category in categories:
        yield f'  {category}: "{SAYS[category]}"'
    yield "purposes:"
    yield "  # TODO: one purpose for each reason you have. Each sees what it uses, and nothing else."
    yield "  operation:"
    yield '    says: "TODO: why you need this"'
    yield "    # TODO: contract, legal_obligation, ... with `keep:`. Until somebody consents, nobody is seen."
    yield "    basis: consent"
    yield f"    uses: [{', '.join(categories)}]  # TODO: only what this purpose needs"
    yield "    may: [read, add, change]"
