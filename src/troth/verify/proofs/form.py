"""A form takes what it says and nothing else: every window is held to it, and no row holds what it never takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from psycopg import sql

from troth.collecting import collection_notice
from troth.compiler.live.live import Live
from troth.compiler.rows import Row, either
from troth.compiler.written.form_rules import NONE, FormAsks, asked_of, form_rule, never_taken
from troth.mapped.model import MappedTable
from troth.policy.kept_by import Argument, takes
from troth.postgres.catalogue import Relation
from troth.verify.canary.meeting import canary_of
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.reach import doors
from troth.verify.rewriting import Rewriting, Sample, filled, how_of, of_later, sample
from troth.verify.written import all_rows, no_outside_writer, rows_where, rules_stand

KIND = "form"
ARGUMENT = takes("form")
NEEDS = "canary"


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """The row policies of the form, the rows there are, who else may write them, inserts that are tried, its notice."""
    policy, mapped = look.compiled.policy, look.compiled.mapped
    live = Live(policy, mapped)
    for name in argument.all("form"):
        rules = (NONE, form_rule(name), *(form_rule(name, category) for category in policy.categories))
        for fills in mapped.forms[name]:
            relation = Relation(*fills.table)
            yield rules_stand(look, relation, rules)
            vain = [condition for _, condition in never_taken(live, mapped.tables[relation], Row(relation.name), name)]
            yield _rows(look, relation, name, either(vain))
            yield from no_outside_writer(look, relation)
            yield from _tried(look, name, mapped.tables[relation], live)
        told = collection_notice(look.declared, name, {})
        says = f"its notice tells of {len(told.fields)} kinds of data, {len(told.purposes)} purposes and "
        says += f"{len(told.recipients)} recipients"
        yield Evidence(kept=bool(told.fields), says=says, how=f"troth notice {name}", count=len(told.fields))


def _tried(look: Look, name: str, table: MappedTable, live: Live) -> Iterator[Evidence | Unproved]:
    """A canary's row is added once more: as it is, and spoiled in each place where the form would refuse it."""
    canary = canary_of(look)
    if isinstance(canary, Unproved):
        yield canary
        return
    asked = tuple(asked_of(live, table, Row(table.relation.name), name))
    row = sample(look, canary, table, asked[0].applies) if asked else None
    if row is None:
        yield Unproved(says=f"no canary has a row of {table.relation} that came by `{name}`")
        return
    said: dict[str, str] = {}
    for door in doors(look):
        window = door.window.tables.get(table.relation)
        if window is None or not window.inserts:
            continue
        for left_out in (frozenset[str](), of_later(table, asked[0].deciding)):
            adding = Rewriting(look, canary, door, window, left_out)
            refused = adding.refusal(row)
            if refused is None:
                yield _spoiled(look, adding, row, asked)
                return
            said[door.window.name] = refused
    why = "; ".join(f"{window}: {refused}" for window, refused in said.items()) or "no window adds rows there"
    yield Unproved(says=f"the row of `{row.person.name}` in {table.relation} cannot be added once more: {why}")


def _spoiled(look: Look, adding: Rewriting, row: Sample, asked: Sequence[FormAsks]) -> Evidence:
    """Of a row that is let through: nothing that is required may be missing, and nothing be there that is not taken."""
    through, tried = [], 0
    for each in asked:
        how = how_of(look, adding.table.table, row, each.how)
        spoil = {"required": each.must, "never": each.columns}.get(how, ())
        for column in (column for column in spoil if column.name in adding.written):
            value = None if how == "required" else filled(column)
            if how == "required" or value is not None:
                tried += 1
                if adding.refusal(row, **{column.name: value}) is None:
                    through.append(f"{'without' if how == 'required' else 'with'} {column.name}")
    window = adding.door.window.name
    says = (
        f"through `{window}` a row {', '.join(through)} was let in"
        if through
        else f"through `{window}` the row of `{row.person.name}` is let in, and {tried} spoiled ones are refused"
    )
    return Evidence(kept=not through, says=says, how=f"set role {adding.door.role}; insert", count=tried + 1)


def _rows(look: Look, relation: Relation, name: str, vain: sql.Composable) -> Evidence:
    count, held = all_rows(look, relation), rows_where(look, relation, vain)
    says = (
        f"{held} of {count} rows of {relation} hold what `{name}` never takes"
        if held
        else f"none of {count} rows of {relation} holds what `{name}` never takes"
    )
    return Evidence(kept=not held, says=says, how=f"count(*) of {relation}, by every category", count=count)
