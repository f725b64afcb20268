"""A state such as `verified` is reached only when everything in its list is there."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.compiler.live.live import Live
from troth.compiler.rows import Row, raw
from troth.compiler.written.gate_rules import gate_rule, rules
from troth.mapped.model import MappedTable
from troth.mapped.resolve import columns_named
from troth.policy.kept_by import Argument, takes
from troth.postgres.catalogue import Relation
from troth.tables.collecting import Gate
from troth.verify.canary.meeting import canary_of
from troth.verify.evidence import Evidence, Unproved
from troth.verify.gating import Gating, state
from troth.verify.look import Look
from troth.verify.reach import Cell, outside_readers
from troth.verify.written import COMMANDS, rows_where, rules_stand

KIND = "identity"
ARGUMENT = takes("gate")
NEEDS = "canary"


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """The row policies of the gate, who else could write the state, the rows that are in it, and canaries that try."""
    mapped = look.compiled.mapped
    for name in argument.all("gate"):
        gate = mapped.gates[name]
        relation = Relation(*gate.table)
        yield rules_stand(look, relation, [gate_rule(name, count + 1) for count in range(len(gate.needs))])
        table = mapped.tables[relation]
        cells = tuple(Cell(table, column) for column in sorted(columns_named(gate.when, table.table)))
        found = {pair for privilege in COMMANDS for pair in outside_readers(look, cells, privilege)}
        says = (
            f"{', '.join(f'{role} ({column})' for role, column in sorted(found)[:5])} may set the state beside it"
            if found
            else f"nobody else may set {', '.join(map(str, cells))}"
        )
        yield Evidence(kept=not found, says=says, how="has_column_privilege() of every role", count=len(cells))
        yield _reached(look, name, relation, gate.when)
        yield from _tried(look, name, table, gate)


def _tried(look: Look, name: str, table: MappedTable, gate: Gate) -> Iterator[Evidence | Unproved]:
    """Rows of canaries are brought into the state: let through where the list is whole, and refused where not."""
    canary, cells = canary_of(look), state(table, gate.when)
    if isinstance(canary, Unproved):
        yield canary
        return
    if cells is None:
        return  # no row can be brought into the state by what `when` says alone
    gating = Gating(look, canary, name, table, gate, cells, _checks(look, table, name))
    found = list(gating.attempts()) or list(gating.additions())
    wrong = sum(may is not does for may, does in found)
    let, shut = sum(may for may, _ in found), sum(not may for may, _ in found)
    if not found:
        return  # the table's own constraints want more than the state, or no window shows a row of a canary
    says = (
        f"{wrong} of {len(found)} rows of canaries came into the state without their list, or did not with it"
        if wrong
        else f"{let} rows of canaries with a whole list came into the state, {shut} without were refused"
    )
    yield Evidence(
        kept=not wrong, says=says, how="set role of every window that may; update or insert", count=len(found)
    )


def _checks(look: Look, table: MappedTable, name: str) -> list[sql.Composable]:
    """Everything in the list of a gate, as a condition over its row."""
    live, row = Live(look.compiled.policy, look.compiled.mapped), Row(table.relation.name)
    every = rules(live, table, row, frozenset(table.columns))
    return [rule.check for rule in every if rule.name.rpartition(" ")[0] == f"gate {name}"]


def _reached(look: Look, name: str, relation: Relation, when: str) -> Evidence:
    """How many rows are in the state, and of how many the list would still be whole today. Time takes papers away."""
    ours = _checks(look, look.compiled.mapped.tables[relation], name)
    inside = sql.SQL("({}) is true").format(raw(when))
    whole = sql.SQL(" and ").join([inside, *(sql.SQL("({}) is true").format(check) for check in ours)])
    count, still = rows_where(look, relation, inside), rows_where(look, relation, whole)
    says = f"{count} rows of {relation} are in that state; the list is whole today for {still} of them"
    return Evidence(kept=True, says=says, how=f"count(*) of {relation}, with every need", count=count)
