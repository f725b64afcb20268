"""The options that verbs share, and how they open a policy on a database."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from troth.client import Troth

FOUND = 2


class Format(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSON = "json"


class CheckFormat(StrEnum):
    """How findings are printed where continuous integration reads them."""

    TEXT = "text"
    JSON = "json"
    JUNIT = "junit"
    SARIF = "sarif"


PolicyFolder = Annotated[
    Path,
    typer.Option(
        "--policy", metavar="FOLDER", envvar="TROTH_POLICY", help="The folder of policy.yaml and tables.yaml."
    ),
]
Database = Annotated[
    str | None,
    typer.Option(
        "--database",
        metavar="URL",
        envvar="TROTH_DATABASE",
        help="PostgreSQL 15 to 18, as the tables' owner with CREATEROLE. Without it, an embedded one under .troth/.",
        show_envvar=True,
    ),
]
Prefix = Annotated[
    str | None, typer.Option("--prefix", help="What the roles' names begin with, for two deployments in one cluster.")
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Answer yes to every question.")]
As = Annotated[Format, typer.Option("--format", help="text for people, json for programs.")]
AsCheck = Annotated[
    CheckFormat, typer.Option("--format", help="text, json, or junit and sarif for continuous integration.")
]
Kind = Annotated[str, typer.Argument(help="The kind of person: a subject of the policy, such as member.")]
PersonKey = Annotated[
    str, typer.Argument(metavar="KEY", help="The person's primary key; parts of a composite one joined by a comma.")
]
PurposeName = Annotated[str, typer.Argument(help="A purpose of the policy.")]
Actor = Annotated[str | None, typer.Option("--actor", help="Who does this; the login's name if not said.")]
Because = Annotated[str | None, typer.Option("--because", help="Why, in words that will be read later.")]

DEFAULT_FOLDER = Path("privacy")


def opened(policy: Path, database: str | None, prefix: str | None = None) -> Troth:
    """The policy of a folder on a database, or on the embedded one. Raises Refused or Unavailable."""
    return Troth(policy, database, prefix=prefix)


def key_of(text: str) -> str | tuple[str, ...]:
    """A person's key as it was typed: parts of a composite key are joined by commas."""
    parts = tuple(text.split(","))
    return parts if len(parts) > 1 else text
