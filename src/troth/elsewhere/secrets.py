"""The secrets with which notices are signed: one for each recipient and each system, in a file or the environment.

They are in no policy, no database and no log. A receiver who has the secret can tell that a notice is really ours.
"""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from troth.errors import Refused, Unavailable
from troth.findings import Finding, Place

MARK = "whsec_"
"""What a secret begins with, so that it is known for one wherever it turns up."""

SECRET, FOLDER = "TROTH_WEBHOOK_", "TROTH_WEBHOOK_SECRETS"
"""Environment variables: TROTH_WEBHOOK_CARRIER is carrier's secret; the other names the folder of the files."""

SHORTEST, LONGEST = 24, 64
"""How many bytes a secret has (Standard Webhooks 1.0)."""

UNUSABLE, EXISTS = "TR775", "TR507"


@dataclass(frozen=True)
class Secrets:
    """Where the secrets of a deployment are."""

    home: Path
    environment: Mapping[str, str]

    @classmethod
    def of(cls, home: Path, environment: Mapping[str, str] | None = None) -> Secrets:
        """The secrets of a deployment whose own folder is `home`."""
        return cls(home, os.environ if environment is None else environment)

    @property
    def folder(self) -> Path:
        return Path(self.environment.get(FOLDER) or self.home / "webhooks")

    def find(self, name: str) -> tuple[bytes, ...]:
        """The secrets of a recipient or a system: more than one while it is changing from one to the next.

        Raises Unavailable (TR775) if there is none, or none that can be read.
        """
        said = self.environment.get(SECRET + name.upper())
        path = self.folder / name
        try:
            text = said if said is not None else path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise Unavailable(_missing(name, path)) from None
        return tuple(_decoded(word, name, path) for word in text.split()) or _none(name, path)

    def make(self, name: str) -> str:
        """A new secret in a new file, readable by its owner alone. Raises Refused (TR507) if there is one."""
        path = self.folder / name
        secret = MARK + base64.b64encode(secrets.token_bytes(32)).decode()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secret + "\n")
        except FileExistsError:
            hint = "write the new secret on a second line of it: while both are there, everything is signed with both"
            message = f"`{name}` has a secret already"
            why = "who receives messages knows them by the secret they were given"
            where = Place(file=str(path))
            raise Refused(Finding(code=EXISTS, message=message, where=where, why=why, hint=hint)) from None
        return secret


def _decoded(word: str, name: str, path: Path) -> bytes:
    """The bytes of a secret as it is written; a fault names the place, and never the secret."""
    try:
        secret = base64.b64decode(word.removeprefix(MARK), validate=True)
    except ValueError:
        secret = b""
    if not (word.startswith(MARK) and SHORTEST <= len(secret) <= LONGEST):
        raise Unavailable(
            Finding(
                code=UNUSABLE,
                message=f"the secret of `{name}` is not `{MARK}` and {SHORTEST} to {LONGEST} bytes in Base64",
                where=Place(file=str(path)),
                why="each message is signed with it, so that who receives it knows that it is from here",
                hint=f"remove the file and let `troth notify key {name}` make one",
            )
        )
    return secret


def _none(name: str, path: Path) -> tuple[bytes, ...]:
    raise Unavailable(_missing(name, path))


def _missing(name: str, path: Path) -> Finding:
    return Finding(
        code=UNUSABLE,
        message=f"there is no secret to sign what is sent to `{name}` with",
        where=Place(file=str(path)),
        why="a receiver who cannot tell that a notice is ours would have to believe anybody",
        hint=f"`troth notify key {name}` makes one to hand over; or set {SECRET}{name.upper()}",
    )
