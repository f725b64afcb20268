"""Which rule about what may be written a row has broken: of a form, an age, an origin, a gate, or a card number.

Pure: PostgreSQL names the row policy it refused for, and that name is made here again from the two files.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from troth.checks import Declared
from troth.compiler.names import rule_policy
from troth.compiler.written.form_rules import NONE, form_rule
from troth.compiler.written.gate_rules import gate_rule
from troth.findings import Finding, Place
from troth.policy.collecting import Form
from troth.tables.collecting import GateNeed
from troth.tables.model import Table, TableName

FIELD, OFFERED, AGE, ORIGIN, GATE, CARD = "TR670", "TR671", "TR672", "TR673", "TR674", "TR675"

COMMANDS = ("insert", "update")


@dataclass(frozen=True)
class _Said:
    code: str
    message: str
    why: str
    hint: str


def broken_rule(policy: str, table: str, *, role: str, declared: Declared) -> Finding | None:
    """The finding for a row policy of this role that refused a row, or None if it is no rule about what is written."""
    for name, entry in declared.data_map.tables.items():
        if name.name != table:
            continue
        for rule, said in _rules(name, entry, declared):
            if policy in {rule_policy(role, command, rule) for command in COMMANDS}:
                where = Place(object=str(name))
                return Finding(code=said.code, message=said.message, where=where, why=said.why, hint=said.hint)
    return None


def _rules(name: TableName, table: Table, declared: Declared) -> Iterator[tuple[str, _Said]]:
    """Every rule that can stand before a table, by its name."""
    yield from _of_forms(name, table, declared)
    yield from _of_gates(name, declared)
    for kind, age in declared.data_map.age.items():
        minimum = declared.policy.subjects[kind].minimum_age
        if age.column.table == name and minimum:
            column = f"`{name}.{age.column.column}`"
            said = f"a {kind} is at least {minimum} years old, and {column} does not say so"
            hint = "do not store anything of people who are younger"
            yield f"age {kind}", _Said(AGE, said, "the policy promises that nobody younger is here", hint)
    if table.origin:
        yield "origin", _of_origin(name, table)
    for column in table.columns:
        said = f"`{name}.{column}` would hold the number of a payment card"
        hint = "keep the payment provider's reference instead, and tell people not to write such numbers"
        why = "the table refuses card numbers in any text"
        yield f"card number in {column}", _Said(CARD, said, why, hint)


# -- forms -----------------------------------------------------------------------------------------------------------


def _of_forms(name: TableName, table: Table, declared: Declared) -> Iterator[tuple[str, _Said]]:
    held = _held(table)
    filling = [form for form, fills in declared.data_map.forms.items() if any(each.table == name for each in fills)]
    for form in filling:
        said = declared.policy.forms[form]
        by = ", ".join(f"`{each}`" for each in sorted({name for at in said.offered for name in at}))
        message = f"the form `{form}` is not offered for what this row has as {by}"
        yield (
            form_rule(form),
            _Said(OFFERED, message, f"{said.says}: it is offered for some values alone", _offered(said)),
        )
        for category, columns in held.items():
            yield form_rule(form, category), _of_field(form, said, category, columns)
    message = f"this row of `{name}` comes from no form: they are {', '.join(f'`{form}`' for form in filling)}"
    yield (
        NONE,
        _Said(OFFERED, message, "only what a form takes is collected", "`when` of each form says which rows are its"),
    )


def _held(table: Table) -> Mapping[str, list[str]]:
    held: dict[str, list[str]] = {}
    for column, said in table.columns.items():
        if not said.plain:
            held.setdefault(said.holds, []).append(column)
    return held


def _of_field(name: str, form: Form, category: str, columns: list[str]) -> _Said:
    hows = {form.takes.get(category, "never"), *(case.takes[category] for case in form.when if category in case.takes)}
    listed = ", ".join(f"`{column}`" for column in columns)
    without = form.without.get(category)
    why = f"without it: {without}" if without else f"what the form takes: {_taken(form)}"
    if hows <= {"required", "optional"}:
        return _Said(FIELD, f"the form `{name}` needs `{category}`, and {listed} does not have it", why, "ask for it")
    if hows == {"never"}:
        message = f"the form `{name}` does not take `{category}`, and {listed} has it"
        return _Said(FIELD, message, f"what the form takes: {_taken(form)}", "leave it out")
    by = ", ".join(f"`{each}`" for each in sorted(form.names)) or "the company's list"
    message = f"the form `{name}` takes `{category}` by {by}, and {listed} is not as it should be there"
    return _Said(FIELD, message, why, f"`troth notice {name}` prints what it takes")


def _taken(form: Form) -> str:
    return ", ".join(f"{category} ({how})" for category, how in form.taken({}).items()) or "nothing"


def _offered(form: Form) -> str:
    each = ("; ".join(f"{name}: {', '.join(values)}" for name, values in at.items()) for at in form.offered)
    return "offered: " + " | ".join(each)


# -- gates and origin ------------------------------------------------------------------------------------------------


def _of_gates(name: TableName, declared: Declared) -> Iterator[tuple[str, _Said]]:
    for gate, said in declared.data_map.gates.items():
        if said.table == name:
            for number, need in enumerate(said.needs, start=1):
                message = f"`{gate}` is not open to this row of `{name}`: it needs {in_words(need)}"
                why = f"the row would be so that {said.when}, and then everything in the list must be there"
                yield gate_rule(gate, number), _Said(GATE, message, why, "see to what is needed first, then decide")


def in_words(need: GateNeed) -> str:
    """One thing that a gate needs."""
    if need.says:
        return need.says
    if need.age is not None:
        return f"an age of {need.age}"
    many = "no row of" if need.none else f"{need.at_least} rows of" if need.at_least > 1 else "a row of"
    parts = [f"{many} `{need.table}`"]
    parts += [f"of different `{need.distinct}`"] if need.distinct else []
    parts += [f"where {need.where}"] if need.where else []
    parts += [f"not older than {need.fresh}"] if need.fresh else []
    parts += [f"with the same {', '.join(f'`{column}`' for column in need.same)}"] if need.same else []
    return " ".join(parts)


def _of_origin(name: TableName, table: Table) -> _Said:
    assert table.origin is not None
    columns = ", ".join(f"`{column}`" for column in table.origin.columns)
    return _Said(
        ORIGIN,
        f"this row of `{name}` does not say where it came from: {columns}",
        "what another person gave, or what was bought, is held with its source and day",
        f"`{table.origin.in_}` is person, observed, another, bought or derived; what is another's or bought says more",
    )
