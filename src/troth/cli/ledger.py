"""`troth ledger`: seal what was done, hand it out, and audit it from a file alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from troth.cli.options import FOUND, on_troth
from troth.cli.output import say
from troth.client import Troth
from troth.errors import Refused
from troth.findings import Finding, Place
from troth.ledger.audit import audit as audit_file
from troth.ledger.export import export as export_to
from troth.ledger.sealer import seal as seal_entries
from troth.ledger.signing import DEFAULT, KeyFile

KeyPath = Annotated[Path, typer.Option("--key", help="The signing key: outside the database and its backups.")]


def key(
    name: Annotated[str, typer.Argument(help="Whose ledger it signs, such as ledger.example.org.")],
    path: KeyPath = DEFAULT,
) -> None:
    """Make a signing key in a new file, and print the public key to hand out."""
    path.parent.mkdir(parents=True, exist_ok=True)
    say(KeyFile.make(path, name).public)


@on_troth
def seal(troth: Troth, *, path: KeyPath = DEFAULT) -> None:
    """Seal the entries that wait into the tree, and print the signed checkpoint: keep it somewhere else."""
    signing = KeyFile.read(path)
    with troth.owner() as connection:
        typer.echo(seal_entries(connection, signing).note, nl=False)


@on_troth
def export(troth: Troth, *, file: Annotated[Path, typer.Argument(help="A new file of JSON lines.")]) -> None:
    """Write all that is sealed to a file that anyone can audit."""
    try:
        with troth.owner() as connection:
            checkpoint = export_to(connection, file)
    except FileExistsError:
        message, hint = "there is a file of this name already", "name another file, or remove this one"
        why = "nothing is written over: it may be an export that somebody has put away"
        raise Refused(Finding(code="TR507", message=message, where=Place(file=str(file)), why=why, hint=hint)) from None
    say(f"{checkpoint.size} entries are in {file}")


def audit(
    file: Annotated[Path, typer.Argument(help="An export of a ledger.")],
    public_key: Annotated[str | None, typer.Option("--public-key", help="The key that must have signed it.")] = None,
    checkpoint: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="A checkpoint kept outside, which it must contain.")
    ] = None,
) -> int:
    """Check an export without any database: nothing changed, dropped, moved, added or cut off."""
    kept = checkpoint.read_text(encoding="utf-8") if checkpoint else None
    report = audit_file(file, public_key, checkpoint=kept)
    say(report)
    return 0 if report.sound else FOUND


HELP = "Seal what was done, hand it out, and audit it from a file alone."
VERBS: Mapping[str, Callable[..., object]] = {"key": key, "seal": seal, "export": export, "audit": audit}
