"""The key that signs checkpoints: a file of the operator's, outside the database and so outside its backups.

Its text is the private key of a signed note, `PRIVATE+KEY+name+hash+key`, as other tools for such notes write it.
Beside it lies the last checkpoint it signed, so that a database that is older than that is noticed.
"""

from __future__ import annotations

import base64
import os
import stat
import threading
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from troth.errors import Refused, Unavailable
from troth.findings import Finding, Place
from troth.ledger.checkpoint import ED25519, NAME, Checkpoint, MalformedError, Note, PublicKey, Signature, exact_base64

DEFAULT = Path(".troth/ledger.key")
CANNOT_READ, OPEN_TO_OTHERS, NO_KEY, EXISTS = "TR911", "TR912", "TR913", "TR914"
BEGINS = "PRIVATE+KEY+"


@dataclass(frozen=True, kw_only=True)
class KeyFile:
    """The signing key of a ledger and the file it lies in. Its secret part is never printed."""

    path: Path
    name: str
    """whose ledger it signs: the origin of its checkpoints"""
    private: Ed25519PrivateKey = field(repr=False, compare=False)

    @classmethod
    def make(cls, path: Path, name: str) -> KeyFile:
        """A new key in a new file that its owner alone may read. Raises Refused (TR914) if there is one already."""
        if not NAME.fullmatch(name):
            raise ValueError("the name of a key has neither spaces nor `+`")
        private = Ed25519PrivateKey.generate()
        made = cls(path=path, name=name, private=private)
        seed = private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        encoded = base64.b64encode(ED25519 + seed).decode()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            message = "there is a signing key already"
            why = "what was sealed with it is checked with it: written over, it could not be told from a forgery"
            where, hint = Place(file=str(path)), "a lost or stolen key is replaced by one in another file"
            raise Refused(Finding(code=EXISTS, message=message, where=where, why=why, hint=hint)) from None
        with os.fdopen(file, "w", encoding="utf-8") as opened:
            opened.write(f"{BEGINS}{name}+{made.public.number.hex()}+{encoded}\n")
            opened.flush()
            os.fsync(opened.fileno())
        return made

    @classmethod
    def read(cls, path: Path = DEFAULT) -> KeyFile:
        """The key of a file. Raises Unavailable (TR911), Refused (TR912 others may read it, TR913 it is no key)."""
        where = Place(file=str(path))
        try:
            text = path.read_text("utf-8")
            mode = path.stat().st_mode
        except (OSError, UnicodeDecodeError) as problem:
            said = problem.strerror if isinstance(problem, OSError) else "it is no text"
            message = f"the signing key cannot be read: {said}"
            hint = "name the file, or make a key once with `troth ledger key`"
            why = "what is sealed is signed, so that nobody else can write another history"
            raise Unavailable(Finding(code=CANNOT_READ, message=message, where=where, why=why, hint=hint)) from None
        if os.name == "posix" and stat.S_IMODE(mode) & 0o077:
            message = "others than its owner may read the signing key"
            why = "whoever has the key can sign another history"
            raise Refused(Finding(code=OPEN_TO_OTHERS, message=message, where=where, why=why, hint=f"chmod 600 {path}"))
        return cls._of(path, text)

    @classmethod
    def _of(cls, path: Path, text: str) -> KeyFile:
        name, _, rest = text.strip().removeprefix(BEGINS).partition("+")
        number, _, encoded = rest.partition("+")
        try:
            raw = exact_base64(encoded)
            found = cls(path=path, name=name, private=Ed25519PrivateKey.from_private_bytes(raw[1:]))
            if raw[:1] != ED25519 or not text.startswith(BEGINS) or found.public.number.hex() != number:
                raise MalformedError("its parts do not fit together")
        except ValueError:  # never shown: it may quote the key
            message = "this file holds no signing key"
            why = "a signing key is what `troth ledger key` wrote, to the last character"
            where, hint = Place(file=str(path)), "take it back from where you keep a copy, or name the right file"
            raise Refused(Finding(code=NO_KEY, message=message, where=where, why=why, hint=hint)) from None
        return found

    @property
    def public(self) -> PublicKey:
        """What its signatures are checked with; anyone may have it."""
        raw = self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return PublicKey(name=self.name, raw=raw)

    def sign(self, size: int, root: bytes) -> Checkpoint:
        """A signed checkpoint."""
        plain = Checkpoint(origin=self.name, size=size, root=root)
        signature = Signature(name=self.name, number=self.public.number, value=self.private.sign(plain.text.encode()))
        note = str(Note(text=plain.text, signatures=(signature,)))
        return Checkpoint(origin=self.name, size=size, root=root, note=note)

    @property
    def beside(self) -> Path:
        """The file of the last checkpoint that this key signed."""
        return self.path.with_suffix(".checkpoint")

    def last(self) -> Checkpoint | None:
        """The last checkpoint that was signed, if it is there. Raises Refused (TR913) if it is none of this key."""
        if not self.beside.exists():
            return None
        where = Place(file=str(self.beside))
        try:
            found = Checkpoint.read(self.beside.read_text("utf-8"))
            if Note.read(found.note).signer([self.public]) is None:
                raise MalformedError("it is not signed by this key")
        except ValueError as problem:
            message = f"no checkpoint of this key: {problem}"
            why = "beside a key stands what it signed last, so that a restored database does not sign another history"
            hint = f"is `{self.path}` the key that this ledger is sealed with? Then take this file from a backup of it"
            raise Refused(Finding(code=NO_KEY, message=message, where=where, why=why, hint=hint)) from None
        return found

    def remember(self, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint beside the key, whole or not at all."""
        fresh = self.beside.with_suffix(f".new{os.getpid()}-{threading.get_ident()}")
        with fresh.open("w", encoding="utf-8") as opened:
            opened.write(checkpoint.note)
            opened.flush()
            os.fsync(opened.fileno())
        fresh.replace(self.beside)
