"""Nobody younger than the policy allows is here, and nobody too young has consented without a guardian."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from psycopg import sql

from troth.compiler.live.grounds_and_locks import known_age, told_age
from troth.compiler.live.live import Live
from troth.compiler.names import look_out, standing, subject_columns
from troth.compiler.rows import TRUE, Row, equal, qualified
from troth.policy.kept_by import Argument, takes
from troth.postgres.catalogue import Relation
from troth.verify.canary.meeting import canary_of
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.reach import doors
from troth.verify.rewriting import Rewriting, of_later, sample
from troth.verify.written import all_rows, rows_where, rules_stand

KIND = "age"
ARGUMENT = takes("subject")
NEEDS = "canary"


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """The row policies that ask for the age, every row that tells one, and a canary who comes too young."""
    policy, mapped = look.compiled.policy, look.compiled.mapped
    for kind in argument.all("subject"):
        if kind not in mapped.age:
            yield Unproved(says=f"the data map does not say where the age of a {kind} is")
            continue
        minimum = policy.subjects[kind].minimum_age
        if minimum:
            yield from _minimum(look, kind, minimum)
        if policy.consent_age:
            yield _consents(look, kind, policy.consent_age)
        if not minimum and not policy.consent_age:
            yield Unproved(says=f"neither `minimum_age` of a {kind} nor `consent_age` is set")


def _minimum(look: Look, kind: str, minimum: int) -> Iterator[Evidence | Unproved]:
    column = look.compiled.mapped.age[kind].column
    relation = Relation(*column.table)
    yield rules_stand(look, relation, [f"age {kind}"])
    live = Live(look.compiled.policy, look.compiled.mapped)
    younger = sql.SQL("({}) is false").format(known_age(live, kind, Row(relation.name), minimum))
    count, found = all_rows(look, relation), rows_where(look, relation, younger)
    says = (
        f"{found} of {count} rows of {relation} tell of somebody younger than {minimum}"
        if found
        else f"none of {count} rows of {relation} tells of somebody younger than {minimum}"
    )
    yield Evidence(kept=not found, says=says, how=f"{column} against today, {look.today}", count=count)
    yield from _tried(look, kind, minimum)


def _tried(look: Look, kind: str, minimum: int) -> Iterator[Evidence]:
    """A canary's row that tells their age is added once more: let in as it is, refused as of somebody younger."""
    age, canary = look.compiled.mapped.age[kind], canary_of(look)
    table, column = look.compiled.mapped.tables[Relation(*age.column.table)], age.column.column
    row = None if isinstance(canary, Unproved) else sample(look, canary, table, TRUE)
    if row is None or isinstance(canary, Unproved):
        return  # what the rows say stands by itself
    young = (look.today - timedelta(days=365 * minimum - 1)).isoformat() if age.born else False
    for door in doors(look):
        window = door.window.tables.get(table.relation)
        if window is None or column not in window.inserts:
            continue
        for left_out in (frozenset[str](), of_later(table, frozenset({column}))):
            adding = Rewriting(look, canary, door, window, left_out)
            if adding.refusal(row) is None:
                refused = adding.refusal(row, **{column: young})
                outcome = "is refused" if refused else "is let in"
                says = f"through `{door.window.name}` somebody younger than {minimum} {outcome}"
                yield Evidence(kept=refused is not None, says=says, how=f"set role {door.role}; insert", count=1)
                break


def _consents(look: Look, kind: str, age: int) -> Evidence:
    """Every consent of somebody known to be too young was given by a guardian."""
    compiled = look.compiled
    table = compiled.mapped.subject_table(kind)
    row, columns = Row("x"), subject_columns(table.table.primary_key)
    told = told_age(Live(compiled.policy, compiled.mapped), kind, row, age)
    places = {
        "consent": qualified(standing("consent", kind)),
        "history": qualified(standing("history", kind)),
        "look": qualified(look_out(table.relation)),
        "same": equal(row.columns(table.table.primary_key), Row("c").columns(columns)),
        "theirs": equal(Row("h").columns(columns), Row("c").columns(columns)),
        "young": sql.SQL("({}) is false").format(told),
    }
    found = look.rows("proof young consents", tables=places)[0]
    alone, count = found["alone"], found["count"]
    says = (
        f"{alone} of {count} consents are of somebody younger than {age}, without a guardian"
        if alone
        else f"none of {count} consents is of somebody younger than {age} without a guardian"
    )
    how = f"{standing('consent', kind)}, the history and {compiled.mapped.age[kind].column}"
    return Evidence(kept=not alone, says=says, how=how, count=count)
