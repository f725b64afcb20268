"""`troth notice`: what people are told where data is collected, form by form."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from troth.cli.options import on_troth, pairs
from troth.cli.output import print_json, say
from troth.client import Troth


class NoticeFormat(StrEnum):
    """How a notice is printed."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


@on_troth
def command(
    troth: Troth,
    *,
    form: Annotated[str, typer.Argument(help="A form of the policy.")],
    case: Annotated[
        list[str] | None,
        typer.Option("--case", metavar="NAME=VALUE", help="A value by which the form differs; may be repeated."),
    ] = None,
    printed: Annotated[
        NoticeFormat, typer.Option("--format", help="text for people, json for programs, html for a page.")
    ] = NoticeFormat.TEXT,
) -> None:
    """Print what people are told at a form (Art. 13 GDPR): who, why, what is required and what happens without it.

    The database is asked only for what the company's own list of fields decides.
    """
    told = troth.notice(form, **pairs(case or []))
    if printed is NoticeFormat.JSON:
        print_json(told.to_json())
    elif printed is NoticeFormat.HTML:
        typer.echo(told.to_html(), nl=False)
    else:
        say(told)
