"""`troth erase`: erase one person, or some kinds of their data, after showing what goes and what stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from troth.cli.asked import Request, checked_word
from troth.cli.copies import SamePerson, WithoutRequest
from troth.cli.options import FOUND, Actor, As, Because, Kind, PersonKey, Yes, key_of, on_troth
from troth.cli.output import Format, confirm, print_json, say
from troth.client import Troth
from troth.erasure.plan import ErasurePlan


@on_troth
def command(
    troth: Troth,
    *,
    kind: Kind,
    key: PersonKey,
    category: Annotated[
        list[str] | None, typer.Option(help="Only this kind of data (contact.* too); may be repeated.")
    ] = None,
    child: Annotated[
        bool, typer.Option("--child", help="A child was found: only what a named law demands stays.")
    ] = False,
    replan: Annotated[
        bool, typer.Option("--replan", help="Erase what there is by then, whatever has changed.")
    ] = False,
    plan: Annotated[
        bool, typer.Option("--plan", help="Only show the plan. Leaves with 2 if something would go.")
    ] = False,
    request: Request = None,
    without_request: WithoutRequest = False,
    because: Because = None,
    same_person: SamePerson = False,
    actor: Actor = None,
    yes: Yes = False,
    form: As = Format.TEXT,
) -> int:
    """Erase a person's data. Shows what goes and what stays, for what and until when, and asks; then prints a receipt.

    What stays goes by itself when what it is kept for ends. It is refused if the planned rows have changed meanwhile.
    """
    if not plan:
        checked_word(request=request, without_request=without_request, because=because)
    person = troth.subject(kind, key_of(key))
    people = [person, *(person.linked() if same_person else ())]
    plans = [each.plan_erasure(tuple(category or ()), child=child) for each in people]
    if form is Format.TEXT:
        for each in plans:
            say(each)
    if plan:
        return _only_planned(plans, form, several=same_person)
    confirm("Erase this?", yes=yes)
    numbers = [request, *([None] * (len(plans) - 1))]
    receipts = [
        each.apply(because=because, request=number, actor=actor, replan=replan)
        for each, number in zip(plans, numbers, strict=True)
    ]
    if form is Format.JSON:
        print_json([receipt.to_json() for receipt in receipts] if same_person else receipts[0].to_json())
    else:
        for receipt in receipts:
            say(receipt)
    return 0


def _only_planned(plans: Sequence[ErasurePlan], form: Format, *, several: bool) -> int:
    """Nothing is erased: it was asked what would be."""
    if form is Format.JSON:
        print_json([plan.to_json() for plan in plans] if several else plans[0].to_json())
    return 0 if all(plan.empty for plan in plans) else FOUND
