"""A form takes what it says and nothing else: every window is held to it, and no row holds what it never takes."""

from __future__ import annotations

from collections.abc import Iterator

from psycopg import sql

from troth.collecting import collection_notice
from troth.compiler.form_rules import NONE, form_rule, never_taken
from troth.compiler.live import Live
from troth.compiler.rows import Row, either
from troth.policy.kept_by import Argument, takes
from troth.postgres.catalogue import Relation
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.written import all_rows, no_outside_writer, rows_where, rules_stand

KIND = "form"
ARGUMENT = takes("form")


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """The row policies of the form, the rows there are, who else may write them, and the notice that goes with it."""
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
        told = collection_notice(look.declared, name, {})
        says = f"its notice tells of {len(told.fields)} kinds of data, {len(told.purposes)} purposes and "
        says += f"{len(told.recipients)} recipients"
        yield Evidence(kept=bool(told.fields), says=says, how=f"troth notice {name}", count=len(told.fields))


def _rows(look: Look, relation: Relation, name: str, vain: sql.Composable) -> Evidence:
    count, held = all_rows(look, relation), rows_where(look, relation, vain)
    says = (
        f"{held} of {count} rows of {relation} hold what `{name}` never takes"
        if held
        else f"none of {count} rows of {relation} holds what `{name}` never takes"
    )
    return Evidence(kept=not held, says=says, how=f"count(*) of {relation}, by every category", count=count)
