"""What a purpose needs of a person beside its basis: consent, confirmation, agreement, notice, approval, age. As SQL.

Consent, its confirmation and age belong to the ground: without them the purpose is not live. Agreement, notice and
approval are locks: the window stays shut, but the data is kept as long as ground and time say, so that new terms do
not let a sweep erase everybody who has not accepted them yet.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from psycopg import sql

from troth.compiler.names import STANDING_SCHEMA, age_column, agreed_to, look_out, terms_column
from troth.compiler.rows import FALSE, Row, both, either, equal, exists, qualified
from troth.mapped.model import Owner
from troth.policy.collecting import Need
from troth.policy.model import Basis
from troth.postgres.catalogue import Relation

if TYPE_CHECKING:
    from troth.compiler.live.live import Live

GROUNDS = frozenset({"consent", "confirmed", "age"})
"""The needs that belong to the ground; the others are locks."""

TODAY = sql.SQL("(select {}.today())").format(sql.Identifier(STANDING_SCHEMA))
_X, _A = Row("_x"), Row("_a")


def grounds(live: Live, name: str, row: Row, owner: Owner) -> list[sql.Composable]:
    """What must stand for an owner of a row beside the basis, for the purpose to be live."""
    needs = [need for need in live.policy.purposes[name].needs if need.kind in GROUNDS]
    found = [live.consented(row, owner, name) for need in needs if need.kind == "consent"]
    found += [old_enough(live, row, owner, need.number or 0) for need in needs if need.kind == "age"]
    return found + _agreed(live, name, row, owner, [need for need in needs if need.kind == "confirmed"])


def locks(live: Live, name: str, row: Row, owner: Owner) -> list[sql.Composable]:
    """What must stand for an owner of a row, for the purpose to see it."""
    needs = [need for need in live.policy.purposes[name].needs if need.kind not in GROUNDS]
    written = [need for need in needs if need.kind == "agreement" and accepted_in(live, owner, need.name or "")]
    found = [_accepted(live, row, owner, need) for need in written]
    return found + _agreed(live, name, row, owner, [need for need in needs if need not in written])


def each(live: Live, name: str, row: Row, owner: Owner) -> list[tuple[Need, sql.Composable]]:
    """Every need of a purpose by itself, with the condition that it is met for an owner of a row."""
    found = []
    for need in live.policy.purposes[name].needs:
        if need.kind == "consent":
            met = live.consented(row, owner, name)
        elif need.kind == "age":
            met = old_enough(live, row, owner, need.number or 0)
        elif need.kind == "agreement":
            met = accepted(live, row, owner, need.name or "")
        else:
            met = both(_agreed(live, name, row, owner, [need]))
        found.append((need, met))
    return found


def accepted(live: Live, row: Row, owner: Owner, agreement: str) -> sql.Composable:
    """The owner of a row has accepted an agreement, in the version that is in force."""
    need = Need(kind="agreement", name=agreement)
    if accepted_in(live, owner, agreement):
        return _accepted(live, row, owner, need)
    return both(_agreed(live, "", row, owner, [need]))


def asks_for_somebody(live: Live, name: str) -> bool:
    """Whether a purpose works only for somebody: nobody can consent, agree or be told."""
    purpose = live.policy.purposes[name]
    return purpose.basis is Basis.CONSENT or bool(purpose.needs)


def rests_on_somebody(live: Live, name: str) -> bool:
    """Whether a purpose is live only for somebody: a lock shuts its window, and keeps no less."""
    purpose = live.policy.purposes[name]
    return purpose.basis is Basis.CONSENT or any(need.kind in GROUNDS for need in purpose.needs)


# -- what was said at the desk ---------------------------------------------------------------------------------------


def _agreed(live: Live, name: str, row: Row, owner: Owner, needs: list[Need]) -> list[sql.Composable]:
    """All of these in one look-up: as many entries of the person's as there are different things to have said."""
    if not needs:
        return []
    asked: dict[str, list[sql.Composable]] = {}
    for need in needs:
        asked.setdefault(agreed_to(need.kind, need.name, name), []).append(_entry(live, name, need))
    said = [both(each) for each in asked.values()]
    tables, where = live.looked_up("agreed", row, owner, [either(said), live.still()])
    if len(said) == 1:
        return [both([live.counts(owner, row), exists(tables, where, by_row=live.by_row)])]
    count = sql.SQL("(select count(*) from {} where {}) = {}").format(
        sql.SQL(", ").join(tables), sql.SQL(" and ").join(where), sql.Literal(len(said))
    )
    return [both([live.counts(owner, row), count])]


def told_of(live: Live, name: str, row: Row, owner: Owner, version: int | None) -> sql.Composable:
    """An owner of a row was told of a version of the policy; without one, they agreed to this purpose itself."""
    need = Need(kind="notice", number=version)
    said = _entry(live, name, need)
    if version is None:
        said = sql.SQL("{} = {}").format(_X.column("what"), sql.Literal(agreed_to("purpose", None, name)))
    tables, where = live.looked_up("agreed", row, owner, [said])
    return both([live.counts(owner, row), exists(tables, where, by_row=live.by_row)])


def _entry(live: Live, name: str, need: Need) -> sql.Composable:
    """The entry that fulfils one need: what was agreed to, and in which version."""
    same = sql.SQL("{} = {}").format(_X.column("what"), sql.Literal(agreed_to(need.kind, need.name, name)))
    if need.kind not in ("agreement", "notice"):
        return same
    return both([same, sql.SQL("{} >= {}").format(_X.column("version"), version_needed(live, need))])


def version_needed(live: Live, need: Need) -> sql.Composable:
    """The version that is in force: of the policy for a notice, of the agreement by the clock."""
    if need.kind == "notice":
        return sql.Literal(need.number or live.policy.version)
    terms = live.policy.agreements[need.name or ""]
    if terms.version == 1:
        return sql.Literal(1)
    return sql.SQL("case when {} >= {}::date then {} else {} end").format(
        TODAY, sql.Literal(terms.since.isoformat()), sql.Literal(terms.version), sql.Literal(terms.version - 1)
    )


# -- what is written in people's own rows ----------------------------------------------------------------------------


def accepted_in(live: Live, owner: Owner, agreement: str) -> str | None:
    """The column of the person's own row in which the version they accepted is written, if there is one."""
    column = live.mapped.agreements.get(agreement)
    table = live.mapped.subject_table(owner.kind).relation
    return column.column if column and Relation(*column.table) == table else None


def _accepted(live: Live, row: Row, owner: Owner, need: Need) -> sql.Composable:
    """The version in the person's own row is the one in force, or a later one."""
    version = version_needed(live, need)
    column = accepted_in(live, owner, need.name or "") or ""
    if not owner.way and not row.looked:
        return sql.SQL("({} >= {}) is true").format(row.column(column), version)
    at_least = sql.SQL("{} >= {}").format(_A.column(terms_column(need.name or "")), version)
    return _own_row(live, row, owner, at_least)


def _own_row(live: Live, row: Row, owner: Owner, says: sql.Composable) -> sql.Composable:
    """The person's own row, seen through its look-out, is as `says` demands."""
    table = live.mapped.subject_table(owner.kind)
    someone = live.rows.person(row, owner)
    source = sql.SQL("{} as {}").format(qualified(look_out(table.relation)), sql.Identifier(_A.alias))
    same = equal(_A.columns(table.table.primary_key), someone.end)
    found = exists([source, *someone.tables], [*someone.joins, same, says], by_row=live.by_row)
    return both([live.counts(owner, row), found])


# -- age -------------------------------------------------------------------------------------------------------------


def born_before(column: sql.Composable, years: int) -> sql.Composable:
    """Born so long ago: whoever is born on 29 February is a year older on 1 March."""
    limit = sql.SQL("(select ({}.today() - {}::interval)::date)")
    within = limit.format(sql.Identifier(STANDING_SCHEMA), sql.Literal(f"{years} years"))
    return sql.SQL("{} <= {}").format(column, within)


def known_age(live: Live, kind: str, row: Row, years: int) -> sql.Composable:
    """A row that tells of people's age says that they have it; null where it does not say."""
    age = live.mapped.age[kind]
    column = row.column(age.column.column)
    if age.born:
        return born_before(column, years)
    declared = age.age or live.policy.subjects[kind].minimum_age or 0
    return column if declared >= years else FALSE


def old_enough(live: Live, row: Row, owner: Owner, years: int) -> sql.Composable:
    """The owner of a row is known to have an age. Where several rows tell, all of them that do must say so."""
    age = live.mapped.age.get(owner.kind)
    if age is None:
        return FALSE
    told_in = live.mapped.tables[Relation(*age.column.table)]
    if told_in.subject == owner.kind and not owner.way and not row.looked:
        return sql.SQL("({}) is true").format(known_age(live, owner.kind, row, years))
    if told_in.subject == owner.kind:
        return _own_row(live, row, owner, _A.column(age_column(owner.kind, years)))
    return both([live.counts(owner, row), sql.SQL("{} is true").format(_told_elsewhere(live, row, owner, years))])


def told_age(live: Live, kind: str, row: Row, years: int) -> sql.Composable:
    """What is known of a person's age, from a row of the look-out of their kind: yes, no, or null."""
    table = live.mapped.subject_table(kind)
    if Relation(*live.mapped.age[kind].column.table) == table.relation:
        return row.column(age_column(kind, years))
    return _told_elsewhere(live, row, table.owners[kind], years)


def _told_elsewhere(live: Live, row: Row, owner: Owner, years: int) -> sql.Composable:
    """All rows of the person that tell of their age say that they have it; null if none tells."""
    told_in = live.mapped.tables[Relation(*live.mapped.age[owner.kind].column.table)]
    someone = live.rows.person(row, owner)
    theirs = next(other for other in told_in.owners.values() if other.kind == owner.kind)
    told = live.rows.climb(_A, theirs.way, "a")
    source = sql.SQL("{} as {}").format(qualified(look_out(told_in.relation)), sql.Identifier(_A.alias))
    where = [*told.joins, *live.rows.counts_there(_A, theirs.way[0]), *someone.joins, equal(told.end, someone.end)]
    return sql.SQL("(select bool_and({}) from {} where {})").format(
        _A.column(age_column(owner.kind, years)),
        sql.SQL(", ").join([source, *told.tables, *someone.tables]),
        sql.SQL(" and ").join(where),
    )


def ages_asked(live: Live) -> Iterator[tuple[str, int]]:
    """Every age that is asked of a kind of person: by a purpose or by a gate."""
    asked = {need.number for purpose in live.policy.purposes.values() for need in purpose.needs if need.kind == "age"}
    asked |= {need.age for gate in live.mapped.gates.values() for need in gate.needs if need.age is not None}
    asked.add(live.policy.consent_age)
    for kind in sorted(live.mapped.age):
        for years in sorted(years for years in asked if years):
            yield kind, years
