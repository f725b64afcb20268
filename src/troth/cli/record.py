"""`troth record`: the record of processing activities (Art. 30 GDPR), from the policy and the data map."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from troth.cli.options import DEFAULT_FOLDER, PolicyFolder
from troth.cli.output import print_json, say
from troth.explain.record import record_of
from troth.explain.record_page import record_page
from troth.rollout.deployment import read_files


class RecordFormat(StrEnum):
    """How the record is printed."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


def command(
    policy: PolicyFolder = DEFAULT_FOLDER,
    form: Annotated[
        RecordFormat, typer.Option("--format", help="text, json, or html: a page to print.")
    ] = RecordFormat.TEXT,
) -> None:
    """Print the record of processing activities that Art. 30 of the GDPR asks for. Needs no database.

    It is made from the two files, so it says what holds: purposes, people, data, recipients, transfers, periods.
    """
    record = record_of(read_files(policy).declared)
    match form:
        case RecordFormat.JSON:
            print_json(record.to_json())
        case RecordFormat.HTML:
            typer.echo(record_page(record), nl=False)
        case _:
            say(record)
