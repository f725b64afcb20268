"""The command line with every verb, and what a user is told when one of them cannot finish."""

from __future__ import annotations

from importlib.metadata import version
from types import ModuleType
from typing import Annotated

import psycopg
import typer

from troth.cli import COULD_NOT_FINISH, notify
from troth.cli.output import print_findings, say, stderr
from troth.cli.verbs import PANELS
from troth.errors import TrothError
from troth.findings import Finding
from troth.postgres.unforeseen import refused_by_server, refused_by_system

_INTERRUPTED = 130
"""What typer makes of Ctrl-C."""

UsageError: type[Exception] = typer.BadParameter.__mro__[1]
"""What typer raises where a command is used wrongly; it has no public name for it."""


def app() -> typer.Typer:
    """The command line, with every verb."""
    made = typer.Typer(
        name="troth",
        help="A privacy policy that runs: compiled onto PostgreSQL, enforced by it, proved sentence by sentence.",
        epilog="Exit 0: as promised. 1: could not finish. 2: ran, and found something.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        callback=_first,
    )
    for panel, verbs in PANELS.items():
        for name, command in verbs.items():
            if isinstance(command, ModuleType):
                made.add_typer(_group(command), name=name, rich_help_panel=panel)
            else:
                made.command(name, rich_help_panel=panel)(command)
    return made


def _told(asked: bool) -> None:
    if asked:
        say(f"troth {version('troth')}")
        raise typer.Exit


Version = Annotated[
    bool, typer.Option("--version", callback=_told, is_eager=True, help="Which Troth this is, and nothing else.")
]


def _first(asked: Version = False) -> None:
    """What can be asked before any verb."""


def _group(group: ModuleType) -> typer.Typer:
    below = typer.Typer(help=group.HELP, no_args_is_help=True)
    for verb, command in group.VERBS.items():
        below.command(verb)(command)
    return below


def carried_out(arguments: list[str]) -> int | None:
    """Run the command; its exit code, or None if it was stopped."""
    if arguments[:2] == ["consent", "import"]:
        arguments = ["consent-import", *arguments[2:]]
    if arguments[:1] == ["notify"] and not set(arguments[1:2]) & {*notify.VERBS, "--help"}:
        arguments = ["notify", "send", *arguments[1:]]
    try:
        code = app()(arguments, prog_name="troth", standalone_mode=False)
    except UsageError as problem:
        problem.show()  # type: ignore[attr-defined]  # every usage error of typer can show itself
        return COULD_NOT_FINISH
    except typer.Abort:
        stderr.print("Stopped; nothing was changed.")
        return COULD_NOT_FINISH
    except TrothError as problem:
        return _could_not_finish(*problem.findings)
    except psycopg.Error as problem:
        return _could_not_finish(refused_by_server(problem))
    except OSError as problem:
        return _could_not_finish(refused_by_system(problem))
    if code == _INTERRUPTED:
        return None
    return code if isinstance(code, int) else 0


def _could_not_finish(*findings: Finding) -> int:
    print_findings(findings, console=stderr)
    return COULD_NOT_FINISH
