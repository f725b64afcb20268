"""The command `troth`: one file per verb, each of which parses, calls and prints.

Exit 0: as promised. 1: could not finish. 2: ran, and found something.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import ModuleType

import typer

from troth.cli import notify
from troth.cli.output import print_findings, stderr
from troth.cli.verbs import PANELS
from troth.errors import TrothError

COULD_NOT_FINISH = 1

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
    )
    for panel, verbs in PANELS.items():
        for name, command in verbs.items():
            if isinstance(command, ModuleType):
                made.add_typer(_group(command), name=name, rich_help_panel=panel)
            else:
                made.command(name, rich_help_panel=panel)(command)
    return made


def _group(group: ModuleType) -> typer.Typer:
    below = typer.Typer(help=group.HELP, no_args_is_help=True)
    for verb, command in group.VERBS.items():
        below.command(verb)(command)
    return below


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and leave with its exit code."""
    sys.exit(run(list(sys.argv[1:] if arguments is None else arguments)))


def run(arguments: list[str]) -> int:
    """Run the command; its exit code."""
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
        print_findings(problem.findings, console=stderr)
        return COULD_NOT_FINISH
    return code if isinstance(code, int) else 0
