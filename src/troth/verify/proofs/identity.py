"""A state such as `verified` is reached only when everything in its list is there."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.compiler.gate_rules import gate_rule, rules
from troth.compiler.live import Live
from troth.compiler.rows import Row, raw
from troth.mapped.resolve import columns_named
from troth.policy.kept_by import Argument, takes
from troth.postgres.catalogue import Relation
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.reach import Cell, outside_readers
from troth.verify.written import COMMANDS, rows_where, rules_stand

KIND = "identity"
ARGUMENT = takes("gate")


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """The row policies of the gate, who else could write the state, and the rows that are in it."""
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


def _reached(look: Look, name: str, relation: Relation, when: str) -> Evidence:
    """How many rows are in the state, and of how many the list would still be whole today. Time takes papers away."""
    live = Live(look.compiled.policy, look.compiled.mapped)
    table = look.compiled.mapped.tables[relation]
    row = Row(relation.name)
    ours = [
        rule.check
        for rule in rules(live, table, row, frozenset(table.columns))
        if rule.name.rpartition(" ")[0] == f"gate {name}"
    ]
    inside = sql.SQL("({}) is true").format(raw(when))
    whole = sql.SQL(" and ").join([inside, *(sql.SQL("({}) is true").format(check) for check in ours)])
    count, still = rows_where(look, relation, inside), rows_where(look, relation, whole)
    says = f"{count} rows of {relation} are in that state; the list is whole today for {still} of them"
    return Evidence(kept=True, says=says, how=f"count(*) of {relation}, with every need", count=count)
