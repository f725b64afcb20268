"""A signed line under the ledger: how many entries there are and the one hash that stands for them all.

A checkpoint is text after the C2SP forms tlog-checkpoint and signed-note, so that tools of others can read and check
it, and witnesses can sign it too. This module reads and checks; signing.py makes. No database and no file here.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

ED25519 = b"\x01"
"""How a signed note says that a key is of Ed25519."""

NAME = re.compile(r"[^\s+]+")
SIGNATURE = "\u2014 "
"""What a line with a signature begins with."""


class MalformedError(ValueError):
    """A text that is no key, no note or no checkpoint."""


@dataclass(frozen=True, kw_only=True)
class PublicKey:
    """Who signs, and what their signatures are checked with. Its text is `name+hash+key`."""

    name: str
    raw: bytes

    @property
    def number(self) -> bytes:
        """The four bytes by which a signature names its key."""
        return key_number(self.name, self.raw)

    def __str__(self) -> str:
        return f"{self.name}+{self.number.hex()}+{base64.b64encode(ED25519 + self.raw).decode()}"

    @classmethod
    def read(cls, text: str) -> PublicKey:
        """Raises MalformedError unless the text is exactly what a public key prints."""
        name, _, rest = text.partition("+")
        encoded = rest.partition("+")[2]
        raw = exact_base64(encoded)
        key = cls(name=name, raw=raw[1:])
        if not NAME.fullmatch(name) or raw[:1] != ED25519 or len(raw) != 33 or str(key) != text:
            raise MalformedError("this is no public key of a ledger")
        return key

    def signed(self, text: str, signature: bytes) -> bool:
        """Whether this key made the signature of the text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, text.encode())
        except InvalidSignature:
            return False
        return True


def key_number(name: str, raw: bytes) -> bytes:
    """The four bytes that name an Ed25519 key in a signed note."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + raw).digest()[:4]


def exact_base64(text: str) -> bytes:
    """The bytes of a base64 text. Raises MalformedError for any text but the one that those bytes are written as."""
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise MalformedError(f"`{text[:60]}` is not base64") from None
    if base64.b64encode(found).decode() != text:
        raise MalformedError(f"`{text[:60]}` is base64 written in another way")
    return found


@dataclass(frozen=True, kw_only=True)
class Signature:
    """One line of signature: who, by which key, and what."""

    name: str
    number: bytes
    value: bytes

    def __str__(self) -> str:
        return f"{SIGNATURE}{self.name} {base64.b64encode(self.number + self.value).decode()}\n"


@dataclass(frozen=True, kw_only=True)
class Note:
    """A text with signatures under it."""

    text: str
    signatures: tuple[Signature, ...]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(map(str, self.signatures))

    @classmethod
    def read(cls, written: str) -> Note:
        """Raises MalformedError."""
        text, mark, below = written.rpartition("\n\n")
        lines = below.split("\n")
        if not mark or lines.pop() != "" or not lines or _unprintable(written):
            raise MalformedError("this is no signed note: text, an empty line, lines of signatures")
        return cls(text=text + "\n", signatures=tuple(map(_signature, lines)))

    def signer(self, keys: Iterable[PublicKey]) -> PublicKey | None:
        """The first of these keys that signed the text; None if none did, or one of them is misused.

        Signatures of other keys, such as witnesses', are passed over.
        """
        known = {(key.name, key.number): key for key in keys}
        found: list[PublicKey] = []
        for signature in self.signatures:
            key = known.get((signature.name, signature.number))
            if key is not None and not key.signed(self.text, signature.value):
                return None
            if key is not None:
                found.append(key)
        return found[0] if found else None


def _unprintable(text: str) -> bool:
    return any(sign < " " and sign != "\n" for sign in text)


def _signature(line: str) -> Signature:
    name, _, encoded = line.removeprefix(SIGNATURE).partition(" ")
    raw = exact_base64(encoded)
    if not line.startswith(SIGNATURE) or not NAME.fullmatch(name) or len(raw) < 5:
        raise MalformedError("this is no line of a signature")
    return Signature(name=name, number=raw[:4], value=raw[4:])


@dataclass(frozen=True, kw_only=True)
class Checkpoint:
    """How many entries a ledger has, and the root over them. `note` is the signed text it was read from."""

    origin: str
    """whose ledger this is"""
    size: int
    root: bytes
    note: str = ""

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def read(cls, written: str) -> Checkpoint:
        """The checkpoint of a signed note, its signature not checked. Raises MalformedError."""
        text = Note.read(written).text
        origin, size, root, *_ = [*text.split("\n"), "", ""]
        if not re.fullmatch(r"0|[1-9][0-9]{0,18}", size):
            raise MalformedError("the second line of a checkpoint is the number of entries")
        found = cls(origin=origin, size=int(size), root=exact_base64(root), note=written)
        if not origin or len(found.root) != 32 or not text.startswith(found.text):
            raise MalformedError("a checkpoint is whose it is, how many entries, and the root over them")
        return found
