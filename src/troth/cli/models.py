"""`troth models`: a window as models for an ORM, with the keys and relations that views lack."""

from __future__ import annotations

from typing import Annotated

import typer

from troth.adopt.models import django_models, sqlalchemy_models
from troth.cli.options import on_troth
from troth.client import Troth
from troth.standing.rules import known_purpose


@on_troth
def command(
    troth: Troth,
    *,
    sqlalchemy: Annotated[str | None, typer.Option(metavar="PURPOSE", help="Models for SQLAlchemy 2.")] = None,
    django: Annotated[str | None, typer.Option(metavar="PURPOSE", help="Unmanaged models for Django 5.2.")] = None,
) -> None:
    """Print the models of one purpose's window as Python source."""
    purpose = sqlalchemy or django
    if purpose is None or (sqlalchemy and django):
        raise typer.BadParameter("name one of --sqlalchemy PURPOSE and --django PURPOSE")
    known_purpose(troth.files.declared.policy, purpose)
    write = sqlalchemy_models if sqlalchemy else django_models
    typer.echo(write(troth.compiled(), purpose), nl=False)
