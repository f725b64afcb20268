"""Invented schemas with their data maps: people, what belongs to them, and the ways between.

Everything drawn is complete and valid: each column is named, each path follows links, each owner on the way declared.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from properties.reading import DataMap
from properties.wiping import can_be_wiped, method

CATEGORIES = ("identity.name", "contact.email", "contact.phone", "address", "order", "message", "device.ip")
OWNER_NAMES = ("buyer", "seller", "author", "reader", "giver", "maker")
TABLE_NAMES = ("orders", "line", "shipment", "note", "Visit", "group", "shop.ticket")
MOMENTS = ("date", "timestamp", "timestamptz")
LONGEST_PATH = 3
ERASE: dict[str, list[Any]] = {
    "text": [{"set": "gone"}, "unique", {"keep_first": 1}],
    "integer": [{"set": 0}],
    "bigint": [{"set": -1}, "unique"],
    "date": [{"to": "month"}, {"to": "year"}],
    "timestamptz": [{"to": "year"}, {"to": "day"}],
}
"""How a column of each type can be erased, other than by null."""


def one_in(draw: DrawFn, count: int) -> bool:
    """True about once in so many draws; shrinks to False."""
    return draw(st.sampled_from([False] * (count - 1) + [True]))


@dataclass
class Drawn:
    """A schema and a data map under construction."""

    draw: DrawFn
    schema: dict[str, Any] = field(default_factory=dict)
    map: dict[str, Any] = field(default_factory=lambda: {"tables": {}, "links": {}, "events": {}, "conditions": {}})
    paths: dict[str, dict[str, tuple[str, list[str]]]] = field(default_factory=dict)
    """Table -> owner -> kind and the steps of its path."""

    def column(self, table: str, name: str, type_: str, *, nullable: bool = False) -> str:
        self.schema[table]["columns"][name] = {"type": type_, "nullable": nullable}
        return name

    def entry(self, table: str) -> dict[str, Any]:
        found: dict[str, Any] = self.map["tables"][table]
        return found

    def start(self, table: str, keys: dict[str, str]) -> None:
        """A new table with its primary key."""
        columns = {name: {"type": type_, "nullable": False} for name, type_ in keys.items()}
        self.schema[table] = {"columns": columns, "primary_key": list(keys), "foreign_keys": []}

    def link(self, table: str, target: str, role: str, *, nullable: bool, declared: bool = False) -> list[str]:
        """New columns that refer to another table, by a foreign key or (declared) by a line of the data map."""
        keys = self.schema[target]["primary_key"]
        types = [self.schema[target]["columns"][key]["type"] for key in keys]
        names = [f"{role}_{key}" for key in keys]
        for name, type_ in zip(names, types, strict=True):
            self.column(table, name, type_, nullable=nullable)
        if declared and len(keys) == 1:
            self.map["links"][f"{table}.{names[0]}"] = f"{target}.{keys[0]}"
        else:
            self.schema[table]["foreign_keys"].append({"columns": names, "target": target, "target_columns": keys})
        return names


def short(table: str) -> str:
    """The name of a table without its schema, in small letters."""
    return table.rsplit(".", 1)[-1].lower()


def draw_tables(draw: DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """A schema and its data map."""
    drawn = Drawn(draw)
    kinds = ["member", "vendor"][: draw(st.sampled_from([1, 1, 2]))]
    for kind in kinds:
        _subject(drawn, kind)
    names = draw(st.lists(st.sampled_from(TABLE_NAMES), min_size=draw(st.integers(1, 3)), max_size=4, unique=True))
    plain = one_in(draw, 4)
    if plain:
        _plain_table(drawn)
    for name in names:
        _owned_table(drawn, name)
    if one_in(draw, 3):
        _link_back(drawn, names)
    _events_of(drawn)
    _periods(drawn)
    for kind in kinds:
        _age(drawn, kind)
    _once_unlinked(drawn)
    drawn.map = {part: content for part, content in drawn.map.items() if content}
    return drawn.schema, drawn.map


def _subject(drawn: Drawn, kind: str) -> None:
    type_ = drawn.draw(st.sampled_from(["bigint", "bigint", "uuid", "text"]))
    drawn.start(kind, {f"{kind}_id": type_})
    drawn.map["tables"][kind] = {"subject": kind, "columns": {}}
    drawn.paths[kind] = {kind: (kind, [])}
    _contents(drawn, kind)


def _age(drawn: Drawn, kind: str) -> None:
    """Sometimes a date tells how old people are: in their own row, or in others that are theirs."""
    reading = DataMap({part: content for part, content in drawn.map.items() if content}, drawn.schema)
    told = [
        f"{table}.{name}"
        for table, entry in drawn.schema.items()
        for name, column in entry["columns"].items()
        if column["type"] in ("date", "timestamp") and drawn.map["tables"][table] != "plain"
        if [owner.kind for owner in reading.owners[table]].count(kind) == 1
    ]
    if told and one_in(drawn.draw, 2):
        born = drawn.draw(st.sampled_from(told))
        if not _left_behind(drawn, *born.rsplit(".", 1)):
            drawn.map.setdefault("age", {})[kind] = {"born": born}


def _left_behind(drawn: Drawn, table: str, column: str) -> bool:
    """Whether something else stands in a cell's place once it is erased: a day that is no day of birth (TR252)."""
    said = drawn.map["tables"][table]["columns"].get(column)
    return isinstance(said, dict) and isinstance(said.get("erase"), dict)


def _periods(drawn: Drawn) -> None:
    """Sometimes the state of a row decides how long a period of the policy is."""
    told = [f"{table}.state" for table, entry in drawn.schema.items() if "state" in entry["columns"]]
    if told and one_in(drawn.draw, 2):
        drawn.map["periods"] = {"by_state": told[0] if len(told) == 1 else told}


def _plain_table(drawn: Drawn) -> None:
    drawn.start("season", {"season_id": "integer"})
    drawn.column("season", "title", "text", nullable=True)
    type_ = drawn.draw(st.sampled_from(MOMENTS))
    drawn.column("season", "ends", type_, nullable=drawn.draw(st.booleans()))
    drawn.map["tables"]["season"] = "plain"
    drawn.map["events"]["season ended"] = "season.ends"


def _owned_table(drawn: Drawn, table: str) -> None:
    draw = drawn.draw
    parents = list(drawn.paths)
    keys = {f"{short(table)}_id": "bigint"}
    if one_in(draw, 5):
        keys["part"] = "integer"
    drawn.start(table, keys)
    drawn.map["tables"][table] = {"owners": {}, "columns": {}}
    drawn.paths[table] = {}
    used: dict[str, list[str]] = {}
    for _ in range(draw(st.integers(1, 2))):
        _owner(drawn, table, parents, used)
    if one_in(draw, 6):
        _owner_before(drawn, table)
    if one_in(draw, 3):
        _other_link(drawn, table, [*drawn.schema])
    if one_in(draw, 5):
        drawn.entry(table)["restrict_rows"] = True
    _contents(drawn, table)


def _owner(drawn: Drawn, table: str, parents: list[str], used: dict[str, list[str]]) -> None:
    """One owner more: a link to a person, or to a row that has an owner."""
    draw = drawn.draw
    choices = [
        (parent, name, kind, steps)
        for parent in parents
        for name, (kind, steps) in drawn.paths[parent].items()
        if len(steps) < LONGEST_PATH
    ]
    below = [choice for choice in choices if len(choice[3]) == 1]
    likely = below if below and draw(st.booleans()) else choices[::-1]
    parent, inherited, kind, steps = draw(st.sampled_from(likely))
    taken = drawn.entry(table)["owners"]
    free = [name for name in OWNER_NAMES if name not in taken]
    name = inherited if steps and inherited not in taken else draw(st.sampled_from(free))
    when = one_in(draw, 6)
    if parent not in used or (not steps and draw(st.booleans())):
        declared = one_in(draw, 6)
        used[parent] = drawn.link(table, parent, name, nullable=draw(st.booleans()), declared=declared)
    path = [used[parent][0], *([f"{parent}.{steps[0]}", *steps[1:]] if steps else [])]
    if path in [there for _, there in drawn.paths[table].values()]:
        return
    line = {kind: " > ".join(path)}
    if when:
        flag = f"{name}_kind"
        drawn.column(table, flag, "text", nullable=draw(st.booleans()))
        drawn.entry(table)["columns"][flag] = "plain"
        line["when"] = f"{flag} = 'a'"
    drawn.entry(table)["owners"][name] = line
    drawn.paths[table][name] = (kind, path)


def _owner_before(drawn: Drawn, table: str) -> None:
    """A row that answers an earlier row of its table, and so is about that row's owner too."""
    name, (kind, steps) = next(iter(drawn.paths[table].items()))
    if len(steps) >= LONGEST_PATH:
        return
    columns = drawn.link(table, table, "before", nullable=True)
    path = [columns[0], f"{table}.{steps[0]}", *steps[1:]]
    drawn.entry(table)["owners"][f"{name}_before"] = {kind: " > ".join(path)}
    drawn.paths[table][f"{name}_before"] = (kind, path)


def _other_link(drawn: Drawn, table: str, targets: list[str]) -> None:
    """A foreign key that is nobody's path: it says something about the row's owner, or nothing."""
    target = drawn.draw(st.sampled_from(targets))
    for column in drawn.link(table, target, "other", nullable=True):
        drawn.entry(table)["columns"][column] = "plain" if one_in(drawn.draw, 2) else _holding(drawn, table)


def _link_back(drawn: Drawn, names: list[str]) -> None:
    """A row refers to one that is made after it, so that they may refer to each other, or to any of its own table."""
    before = drawn.draw(st.sampled_from([name for name in drawn.paths if drawn.paths[name]]))
    after = drawn.draw(st.sampled_from([name for name in names if names.index(name) >= _rank(names, before)]))
    for column in drawn.link(before, after, "latest", nullable=True):
        drawn.entry(before)["columns"][column] = "plain" if one_in(drawn.draw, 2) else _holding(drawn, before)


def _rank(names: list[str], table: str) -> int:
    return names.index(table) if table in names else 0


def _holding(drawn: Drawn, table: str) -> Any:
    """A category, and whose it is where that must be said."""
    owners = list(drawn.paths[table])
    category = drawn.draw(st.sampled_from(CATEGORIES))
    if len(owners) == 1:
        return category
    of = drawn.draw(st.lists(st.sampled_from(owners), min_size=1, unique=True))
    return {"holds": category, "of": of[0] if len(of) == 1 else of}


def _once_unlinked(drawn: Drawn) -> None:
    """Often: of rows whose links can all go, some of what they say is plain then."""
    reading = DataMap({part: content for part, content in drawn.map.items() if content}, drawn.schema)
    for table in drawn.paths:
        columns = drawn.entry(table)["columns"]
        said = [name for name in reading.personal_columns(table) if name.startswith("about_")]
        if said and _can_be_unlinked(reading, table) and not one_in(drawn.draw, 3):
            for name in drawn.draw(st.lists(st.sampled_from(said), min_size=1, unique=True)):
                entry = columns[name] if isinstance(columns[name], dict) else {"holds": columns[name]}
                columns[name] = {**entry, "once_unlinked": "plain"}


def _can_be_unlinked(reading: DataMap, table: str) -> bool:
    """Whether everything in the rows of a table that leads to people can become null, and all else be erased."""
    said = reading.personal_columns(table)
    leading = {
        column
        for hop in reading.hops
        if hop.table == table and not reading.is_plain(hop.target)
        for column in hop.columns
    }
    nulls = all(
        (column in said or column in reading.links(table))
        and reading.schema[table]["columns"][column]["nullable"]
        and method(reading, table, column) == "null"
        for column in leading
    )
    owners = reading.owners[table]
    return (
        nulls
        and all(owner.path and owner.when is None for owner in owners)
        and all(can_be_wiped(reading, table, column) for column in said)
    )


def _contents(drawn: Drawn, table: str) -> None:
    """Personal columns, clocks, a state, and something plain."""
    draw, columns = drawn.draw, drawn.entry(table)["columns"]
    for number in range(draw(st.integers(1, 3))):
        type_ = draw(st.sampled_from(["text", "text", "text", "integer", "bigint", "date", "timestamptz"]))
        name = drawn.column(table, f"about_{number}", type_, nullable=True)
        columns[name] = _holding(drawn, table)
        if one_in(draw, 4):
            drawn.column(table, name, type_, nullable=draw(st.booleans()))
            entry = columns[name]
            how = draw(st.sampled_from(ERASE[type_]))
            columns[name] = {**({"holds": entry} if isinstance(entry, str) else entry), "erase": how}
        if one_in(draw, 4):
            entry = columns[name]
            source = draw(st.sampled_from(["observed", "another", "bought", "derived"]))
            columns[name] = {**({"holds": entry} if isinstance(entry, str) else entry), "from": source}
    for word in draw(st.sampled_from([["begun"], ["begun", "end"], ["end"], []])):
        name = drawn.column(table, word, draw(st.sampled_from(MOMENTS)), nullable=word == "end" or draw(st.booleans()))
        columns[name] = "plain"
        drawn.map["events"][f"{short(table)} {word}"] = f"{table}.{word}"
        if word == "end" and one_in(draw, 3):
            drawn.map["conditions"][f"{short(table)} open"] = {"table": table, "where": '"end" is null'}
    if one_in(draw, 3):
        columns[drawn.column(table, "state", "text", nullable=True)] = "plain"
        drawn.map["conditions"][f"{short(table)} active"] = {"table": table, "where": "state = 'a'"}
    if one_in(draw, 3):
        columns[drawn.column(table, "remark", "integer", nullable=True)] = "plain"
    moments = [name for name in ("begun", "end") if name in columns]
    if moments and one_in(draw, 3):
        drawn.entry(table)["collected"] = draw(st.sampled_from(moments))
    if one_in(draw, 8):
        columns[drawn.column(table, "meant", "text", nullable=True)] = "plain"
        drawn.entry(table)["only_for"] = "meant"


def _events_of(drawn: Drawn) -> None:
    """Some events and conditions happen to a row above the one they are written on."""
    reading = DataMap({part: content for part, content in drawn.map.items() if content}, drawn.schema)
    for name, happening in [*reading.events.items(), *reading.conditions.items()]:
        above = [
            table
            for table in drawn.schema
            if table != happening.table and len(reading.shortest_chains(happening.table, table)) == 1
        ]
        if above and one_in(drawn.draw, 3):
            of = drawn.draw(st.sampled_from(above))
            if name in reading.events:
                at = f"{happening.table}.{happening.column}"
                drawn.map["events"][f"{name} of {short(of)}"] = {"of": of, "at": at}
            else:
                drawn.map["conditions"][name]["of"] = of
