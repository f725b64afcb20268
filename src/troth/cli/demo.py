"""`troth demo`: a company that runs on Troth, from nothing: its policy applied, months of its life, a look at it."""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any

import psycopg
import typer
from psycopg import sql
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from troth.checks import check_declared
from troth.cli.output import print_findings, stdout, summary
from troth.cli.showing import Show
from troth.client import Troth
from troth.errors import Refused
from troth.findings import Finding, Level, did_you_mean
from troth.postgres.embedded import EmbeddedServer, embedded_database
from troth.rollout.passwords import find_secret

COMPANIES = ("k7tracks", "soldmine", "smart_mining", "smartsellerhelp", "mindlinksoft")


def command(
    company: Annotated[str, typer.Argument(help=f"One of: {', '.join(COMPANIES)}.")] = COMPANIES[0],
    members: Annotated[int | None, typer.Option(min=40, help="How many people its story has.")] = None,
    orders: Annotated[int | None, typer.Option(min=80, help="How many orders, or whatever else they come for.")] = None,
) -> None:
    """Run a company on an embedded PostgreSQL: check, plan, apply, its life, and a look at what each purpose sees."""
    if company not in COMPANIES:
        message = f"there is no company `{company}` to run"
        raise Refused(Finding(code="TR506", message=message, hint=did_you_mean(company, COMPANIES)))
    folder, show, started = examples() / company, Show(stdout), time.monotonic()
    show.title(f"{company}: a new database")
    with new_database(f"demo_{company}") as server:
        load(server, folder)
        with Troth(folder / "privacy", server.url, secret=find_secret(None, Path.cwd() / ".troth")) as troth:
            show.say(f"PostgreSQL {server.major}, embedded under {server.folder}")
            roll_out(troth, show)
            sizes = {"members": members, "orders": orders}
            story = play(company, troth, {name: size for name, size in sizes.items() if size is not None})
            for what, count in story.counts.items():
                show.say(f"{count:>8,} {what}")
            part(company, "tour").tour(troth, story, show)
            verify(troth, show)
    show.title(f"Done in {time.monotonic() - started:.0f} seconds")


def examples() -> Path:
    """The folder of the companies: beside the sources, or inside an installed package."""
    beside = Path(__file__).parents[3] / "examples"
    return beside if beside.is_dir() else Path(str(files("troth").joinpath("examples")))


def part(company: str, name: str) -> Any:
    """A module of a company, such as its flows."""
    if str(examples()) not in sys.path:
        sys.path.insert(0, str(examples()))
    return importlib.import_module(f"{company}.{name}")


def new_database(name: str) -> EmbeddedServer:
    """An empty database of the embedded server; one of that name from an earlier run is dropped."""
    home = Path.cwd()
    with embedded_database(home) as server, psycopg.connect(server.superuser_url, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
        return embedded_database(home, database=name)


def load(server: EmbeddedServer, folder: Path) -> None:
    """The company's own tables and reference data, made by their owner."""
    with psycopg.connect(server.url, autocommit=True) as connection:
        for file in ("schema.sql", "seed.sql"):
            connection.execute((folder / file).read_bytes())


def roll_out(troth: Troth, show: Show) -> None:
    """Check, plan and apply, as `troth check`, `troth plan` and `troth apply` do."""
    show.title("troth check")
    findings = check_declared(troth.files.declared)
    print_findings([finding for finding in findings if finding.level is Level.ERROR])
    show.say(summary(findings))
    show.title("troth plan")
    plan = troth.plan()
    show.say(f"{len(troth.files.declared.policy.purposes)} purposes on {len(plan.compiled.mapped.tables)} tables")
    show.say(plan.summary())
    show.title("troth apply")
    troth.apply(plan)
    show.say("applied in one transaction")
    show.say(f"troth plan, again: {troth.plan()}")


def play(company: str, troth: Troth, sizes: Mapping[str, int]) -> Any:
    """Months of the company's life, through windows alone; as large as it likes where no size is given."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=stdout) as progress:
        return part(company, "flows").play(troth, **sizes, progress=progress)


def verify(troth: Troth, show: Show) -> None:
    """What `troth verify` says of the database after all this."""
    show.title("troth verify")
    report = troth.verify()
    print_findings(report.of(Level.ERROR))
    show.value(report.speaks)
    show.say(report.summary())
