"""The options that verbs share, and how they open a policy on a database."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from troth.cli.output import CheckFormat, Format
from troth.client import Troth

FOUND = 2


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
JournalPlace = Annotated[
    str | None,
    typer.Option(
        "--journal",
        metavar="FILE|URL",
        envvar="TROTH_JOURNAL",
        help="Where what people ask for is written before it is done: .troth/journal if not said; empty: nowhere.",
    ),
]
OpenBeforeReplay = Annotated[
    bool, typer.Option("--open-before-replay", help="Even while the database is older than its journal.")
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
AgreementName = Annotated[str, typer.Argument(help="An agreement of the policy.")]
Evidence = Annotated[
    list[str] | None,
    typer.Option("--evidence", metavar="NAME=VALUE", help="What was shown and where; may be repeated."),
]
ApprovingRole = Annotated[str, typer.Option("--role", help="The role that decides, as the purpose names it.")]
Reason = Annotated[str, typer.Option("--because", help="Why, in words that will be read later.")]

DEFAULT_FOLDER = Path("privacy")
DAY = ["%Y-%m-%d"]
"""How a day is written, for options that take one: typer knows moments alone."""


def on_troth(command: Callable[..., object]) -> Callable[..., object]:
    """Let a command take `troth`, the policy on the database, in place of the options that say which these are.

    A command that lists `open_before_replay` among its own options lets windows open before a replay.

    The command may raise whatever Troth raises; the connections are closed after it.
    """

    @functools.wraps(command)
    def opened(
        *,
        policy: Path = DEFAULT_FOLDER,
        database: str | None = None,
        prefix: str | None = None,
        journal: str | None = None,
        open_before_replay: bool = False,
        **others: object,
    ) -> object:
        with Troth(policy, database, prefix=prefix, journal=journal, open_before_replay=open_before_replay) as troth:
            return command(troth=troth, **others)

    asked = inspect.signature(command, eval_str=True).parameters.values()
    own = [parameter for parameter in asked if parameter.name != "troth"]
    ours = inspect.signature(_where, eval_str=True).parameters.values()
    shown = inspect.Signature([*own, *ours])
    opened.__signature__ = shown  # type: ignore[attr-defined]  # what typer reads the options from
    opened.__annotations__ = {parameter.name: parameter.annotation for parameter in shown.parameters.values()}
    del opened.__wrapped__  # so that nothing reads the command's own signature
    return opened


def _where(
    *,
    policy: PolicyFolder = DEFAULT_FOLDER,
    database: Database = None,
    prefix: Prefix = None,
    journal: JournalPlace = None,
) -> None:
    """The options by which every verb finds its policy and its database."""


def key_of(text: str) -> str | tuple[str, ...]:
    """A person's key as it was typed: parts of a composite key are joined by commas."""
    parts = tuple(text.split(","))
    return parts if len(parts) > 1 else text


def row_of(text: str) -> tuple[str, str | tuple[str, ...]]:
    """`TABLE:KEY` as a table and the key of one of its rows. Raises typer.BadParameter."""
    return _two_parts(text, "TABLE:KEY, such as orders:7")


def somebody(text: str) -> tuple[str, str | tuple[str, ...]]:
    """`KIND:KEY` as a kind of person and their key. Raises typer.BadParameter."""
    return _two_parts(text, "KIND:KEY, such as member:42")


def _two_parts(text: str, form: str) -> tuple[str, str | tuple[str, ...]]:
    name, colon, key = text.partition(":")
    if not (colon and name and key):
        raise typer.BadParameter(f"`{text}` is not {form}")
    return name, key_of(key)


def day_of(moment: datetime | None) -> date | None:
    """The day of an option that takes one (see DAY)."""
    return moment.date() if moment else None


def pairs(texts: list[str]) -> dict[str, str]:
    """`NAME=VALUE` texts as a mapping. Raises typer.BadParameter."""
    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not (name and equals):
            raise typer.BadParameter(f"`{text}` is not NAME=VALUE")
        found[name] = value
    return found
