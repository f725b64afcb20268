"""`troth rectify`: correct a person's data, through the same constraints as every other write."""

from __future__ import annotations

from typing import Annotated

import typer

from troth.cli.asked import Request
from troth.cli.copies import WithoutRequest, checked_reason
from troth.cli.options import Actor, As, Because, Kind, PersonKey, Yes, key_of, on_troth, pairs, row_of
from troth.cli.output import Format, confirm, print_json, say
from troth.client import Troth


@on_troth
def command(
    troth: Troth,
    *,
    kind: Kind,
    key: PersonKey,
    values: Annotated[list[str] | None, typer.Argument(metavar="COLUMN=VALUE", help="What is right.")] = None,
    clear: Annotated[
        list[str] | None, typer.Option(metavar="COLUMN", help="Nothing is right; may be repeated.")
    ] = None,
    row: Annotated[
        list[str] | None, typer.Option(metavar="TABLE:KEY", help="The row that is meant, where there are several.")
    ] = None,
    plain: Annotated[bool, typer.Option("--plain", help="Plain columns too.")] = False,
    lift: Annotated[
        bool, typer.Option("--lift", help="Lift restrictions because of doubts about what is right.")
    ] = False,
    request: Request = None,
    without_request: WithoutRequest = False,
    because: Because = None,
    actor: Actor = None,
    yes: Yes = False,
    form: As = Format.TEXT,
) -> None:
    """Correct a person's data: their own personal columns, and never a key, a link or the column of an event.

    Shows its plan and asks. Cells of issued documents (`rectify: annotate`) stay; what is right is noted beside them.
    """
    checked_reason(request=request, without_request=without_request, because=because)
    person = troth.subject(kind, key_of(key))
    wanted = {**pairs(values or []), **dict.fromkeys(clear or [])}
    if not wanted:
        raise typer.BadParameter("say what is right: member.email=new@example.org")
    plan = person.plan_rectification(wanted, rows=_rows(row or []), plain=plain)
    if form is Format.TEXT:
        say(plan)
    if plan.empty:
        return
    confirm("Correct this?", yes=yes)
    done = person.rectify(plan, request=request, because=because, actor=actor)
    if form is Format.JSON:
        print_json({"plan": plan.to_json(), "columns": done.columns, "annotated": done.annotated})
    else:
        say(done)
    for number in done.restrictions:
        question = f"Restriction {number} stands because of doubts about what is right. Lift it?"
        if lift or (not yes and typer.confirm(question)):
            say(person.lift(number, because="corrected", actor=actor))
        elif form is Format.TEXT:
            say(f"restriction {number} still stands: troth lift {kind} {key} {number}")


def _rows(texts: list[str]) -> dict[str, object]:
    """The row that is meant of each table. Raises typer.BadParameter."""
    found: dict[str, object] = {}
    for table, key in map(row_of, texts):
        if table in found:
            raise typer.BadParameter(f"--row names two rows of {table}: correct one after the other")
        found[table] = key
    return found
