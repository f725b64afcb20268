"""Checking an export of the ledger, without the database and without the code that wrote it.

Every byte counts: an entry changed, dropped, added or moved, a checkpoint that does not fit, a signature that is wrong,
a file cut short, each is a finding that names the entry. That the export is the whole ledger can be told only from a
checkpoint that somebody else has kept; that it is the right ledger, only from a public key that came another way.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from troth.errors import Unavailable
from troth.findings import Finding, Place
from troth.ledger.checkpoint import Checkpoint, MalformedError, Note, PublicKey

FORM, MOVED, ENTRY, ROOT, SIGNED = "TR901", "TR902", "TR903", "TR904", "TR905"
CUT, OUTSIDE, KEY, SHAPE, UNREADABLE = "TR906", "TR907", "TR908", "TR909", "TR910"

_HOLD_ON = "keep this file as it is, and compare it with an earlier export, a kept checkpoint and a backup"
_KEYS = "take the public key from where it was written down when the ledger began, not from this file"
_WHOLE = "export again from the database, and copy the file whole"
_MEANS = {
    FORM: ("an export has one form, line by line, so that anybody can check it", _WHOLE),
    MOVED: ("each entry has one place, from 0 on, without gaps", _HOLD_ON),
    ENTRY: ("the hash of an entry is made from its words: one of the two was changed", _HOLD_ON),
    ROOT: ("a checkpoint signs everything before it", _HOLD_ON),
    SIGNED: ("only what a key of this ledger has signed counts as said", _HOLD_ON),
    CUT: ("the end of an export counts what is in it", _WHOLE),
    OUTSIDE: ("a checkpoint kept elsewhere shows whether the history was made anew", _HOLD_ON),
    KEY: ("whoever could change the keys in this file could sign another history", _KEYS),
    SHAPE: ("entries are written by Troth alone, in one form", _HOLD_ON),
    UNREADABLE: ("an audit reads the file that `troth ledger export` wrote", "name the file, and let it be readable"),
}
"""Of each code: why it matters, and what helps."""

FORMAT = "troth ledger 1"
LONGEST = 1 << 17
"""Bytes of the longest line that is read; an entry has at most half of it."""

MOST = 50
"""Findings that are told one by one; the rest are counted."""

_TEXT = rb'"(?:[^"\\\x00-\x1f]|\\["\\bfnrt]|\\u00[01][0-9a-f])*"'
_TIME = rb'"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z"'
_ENTRY = re.compile(
    rb'\{"actor":(?:null|%b),"at":%b,"detail":\{.*\},"login":%b,"purpose":(?:null|%b),'
    rb'"subject":(?:null|"[a-z][a-z0-9_]*:[0-9a-f]{64}"),"v":1,"what":"[a-z][a-z ]*[a-z]"\}'
    % (_TEXT, _TIME, _TEXT, _TEXT)
)
_LINE = re.compile(rb'\{"entry":(.*),"hash":"([0-9a-f]{64})","place":(0|[1-9][0-9]{0,18})\}\n')
_BEGIN, _TAIL = b'{"entry":', len(b',"hash":"","place":}\n') + 64


@dataclass(frozen=True, kw_only=True)
class Report:
    """What an audit found. `root` is empty where entries are missing or moved."""

    file: str
    entries: int
    checkpoints: int
    root: bytes
    origin: str
    findings: tuple[Finding, ...]
    more: int = 0
    """findings that are not told one by one"""

    @property
    def sound(self) -> bool:
        """Nothing was found."""
        return not self.findings

    def __str__(self) -> str:
        head = f"{self.file}: {self.entries:,} entries of {self.origin or 'nobody'}, {self.checkpoints:,} checkpoints"
        told = [str(finding) for finding in self.findings]
        more = [f"and {self.more:,} more findings"] if self.more else []
        return "\n".join([head, *told, *more, *([f"sound; the root is {self.root.hex()}"] if self.sound else [])])


def audit(path: Path, public_key: str | None = None, *, checkpoint: str | None = None) -> Report:
    """Check an export. `public_key` is the text of the key that must have signed it; `checkpoint` the text of one kept
    outside, which the export must contain. Reads line by line, in bounded memory.

    Raises Unavailable (TR910) if the file cannot be read.
    """
    work = _Audit(file=str(path))
    work.trust(public_key)
    work.expect(checkpoint)
    try:
        with path.open("rb") as file:
            work.read(iter(lambda: file.readline(LONGEST), b""))
    except OSError as problem:
        raise Unavailable(_unreadable(path, problem)) from None
    work.finish()
    return Report(
        file=work.file,
        entries=work.place,
        checkpoints=work.checkpoints,
        root=b"" if work.torn else work.root(),
        origin=work.origin,
        findings=tuple(work.findings),
        more=work.more,
    )


def _unreadable(path: Path, problem: OSError) -> Finding:
    why, hint = _MEANS[UNREADABLE]
    message = f"the export cannot be read: {problem.strerror}"
    return Finding(code=UNREADABLE, message=message, where=Place(file=str(path)), why=why, hint=hint)


@dataclass(kw_only=True)
class _Audit:
    file: str
    line: int = 0
    place: int = 0
    """of the next entry"""
    edge: list[bytes] = field(default_factory=list)
    """the roots of the complete subtrees so far, largest first"""
    torn: bool = False
    """entries are missing, moved or not those that were signed: no root after that can fit"""
    origin: str = ""
    keys: dict[str, PublicKey] = field(default_factory=dict)
    unused: set[str] = field(default_factory=set)
    trusted: PublicKey | None = None
    outside: Checkpoint | None = None
    checkpoints: int = 0
    last: tuple[Checkpoint, PublicKey | None] | None = None
    ended: bool = False
    findings: list[Finding] = field(default_factory=list)
    more: int = 0

    def found(self, code: str, message: str, *, why: str | None = None, line: int | None = None) -> None:
        if len(self.findings) >= MOST:
            self.more += 1
            return
        where = Place(file=self.file, line=self.line if line is None else line or None)
        usual, hint = _MEANS[code]
        self.findings.append(Finding(code=code, message=message, where=where, why=why or usual, hint=hint))

    def root(self) -> bytes:
        """Over all entries so far."""
        if not self.edge:
            return hashlib.sha256(b"").digest()
        root = self.edge[-1]
        for left in self.edge[-2::-1]:
            root = hashlib.sha256(b"\x01" + left + root).digest()
        return root

    # -- what is trusted ---------------------------------------------------------------------------------------------

    def trust(self, public_key: str | None) -> None:
        if public_key is not None:
            try:
                self.trusted = PublicKey.read(public_key.strip())
            except MalformedError as problem:
                self.found(KEY, f"the public key that was given cannot be used: {problem}", line=0)

    def expect(self, checkpoint: str | None) -> None:
        if checkpoint is not None:
            try:
                self.outside = Checkpoint.read(checkpoint)
            except MalformedError as problem:
                self.found(OUTSIDE, f"the checkpoint that was given cannot be used: {problem}", line=0)

    def compare_outside(self) -> None:
        """Where the checkpoint that was kept outside ends, the entries so far must be those it stands for."""
        if self.outside is None or self.place != self.outside.size or self.torn:
            return
        if self.outside.root != self.root():
            why = "the history was written anew after the checkpoint had been given away"
            self.found(OUTSIDE, f"the first {self.place:,} entries are not those of the checkpoint", why=why)

    # -- line by line ------------------------------------------------------------------------------------------------

    def read(self, lines: Iterator[bytes]) -> None:
        self.line = 1
        self.header(next(lines, b""))
        self.compare_outside()
        self.sound_entries(lines)
        for line in lines:
            self.line += 1
            self.other(line)

    def sound_entries(self, lines: Iterator[bytes]) -> None:
        """The quick way through the lines, until entries are missing or moved."""
        sha, edge, shaped = hashlib.sha256, self.edge, _ENTRY.fullmatch
        wanted = -1 if self.outside is None else self.outside.size
        for line in lines:
            self.line += 1
            place = self.place
            tail = _TAIL + len(str(place))
            entry = line[9:-tail]
            leaf = sha(b"\x00" + entry)
            right = line[-tail:] == b',"hash":"%b","place":%d}\n' % (leaf.hexdigest().encode(), place)
            if not right or line[:9] != _BEGIN or self.ended or not shaped(entry):
                self.other(line)
                if self.torn:
                    return
                continue
            self.place = place + 1
            above = leaf.digest()
            while place & 1:
                above = sha(b"\x01" + edge.pop() + above).digest()
                place >>= 1
            edge.append(above)
            if self.place == wanted:
                self.compare_outside()

    def header(self, line: bytes) -> None:
        said = self.exact(line, {"format", "keys", "origin"})
        if said is None or said["format"] != FORMAT:
            self.found(FORM, "this does not begin as an export of a ledger does")
            return
        self.origin = str(said["origin"])
        for text in said["keys"] if isinstance(said["keys"], list) else ():
            try:
                self.keys[str(text)] = PublicKey.read(str(text))
            except MalformedError as problem:
                self.found(KEY, f"one of its public keys cannot be used: {problem}")
        self.unused = set(self.keys)

    def exact(self, line: bytes, names: set[str]) -> dict[str, Any] | None:
        """The object of a line that is written in its one form and has just these names; else None."""
        try:
            said = json.loads(line)
            again = json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"
        except (ValueError, RecursionError):
            return None
        return said if isinstance(said, dict) and set(said) == names and again == line else None

    def other(self, line: bytes) -> None:
        """A line that is not the sound entry that comes next."""
        if self.ended:
            self.found(FORM, "something stands after the end")
        elif line.startswith(b'{"checkpoint":'):
            self.checkpoint(line)
        elif line.startswith(b'{"checkpoints":'):
            self.end(line)
        elif match := _LINE.fullmatch(line):
            self.entry(match[1], match[2], int(match[3]))
        else:
            self.found(FORM, f"this line is neither entry {self.place} nor a checkpoint")
            self.place, self.torn = self.place + 1, True

    def entry(self, entry: bytes, written: bytes, place: int) -> None:
        if place != self.place:
            self.moved(place)
        if hashlib.sha256(b"\x00" + entry).hexdigest().encode() != written:
            why = "either the entry was changed or its hash; the next checkpoint tells which"
            self.found(ENTRY, f"entry {place} is not the one that its hash stands for", why=why)
        elif not _ENTRY.fullmatch(entry):
            self.found(SHAPE, f"entry {place} does not have the form of an entry")
        if place >= self.place:
            self.place = place + 1
            if not self.torn:
                self.append(bytes.fromhex(written.decode()), place)
                self.compare_outside()

    def append(self, above: bytes, place: int) -> None:
        while place & 1:
            above = hashlib.sha256(b"\x01" + self.edge.pop() + above).digest()
            place >>= 1
        self.edge.append(above)

    def moved(self, place: int) -> None:
        if place < self.place:
            self.found(MOVED, f"entry {place} stands where entry {self.place} should be: moved, or there twice")
        else:
            gone = f"entry {self.place} is" if place == self.place + 1 else f"entries {self.place} to {place - 1} are"
            self.found(MOVED, f"{gone} missing before entry {place}")
        self.torn = True

    def checkpoint(self, line: bytes) -> None:
        said = self.exact(line, {"checkpoint"})
        try:
            found = Checkpoint.read(str(said["checkpoint"]) if said else "")
            signer = Note.read(found.note).signer(self.keys.values())
        except MalformedError as problem:
            self.found(FORM, f"this checkpoint cannot be read: {problem}")
            return
        over = f"the checkpoint over {found.size:,} entries"
        if signer is None or signer.name != found.origin:
            self.found(SIGNED, f"{over} is not signed by a key of this ledger")
        if self.last is not None and found.size <= self.last[0].size:
            self.found(MOVED, f"{over} stands after one over {self.last[0].size:,}")
        elif found.size != self.place:
            self.found(MOVED, f"{over} stands after {self.place:,} entries")
            self.torn = True
        elif not self.torn and found.root != self.root():
            first = 0 if self.last is None else self.last[0].size
            why = f"the root over them is {self.root().hex()}; signed was {found.root.hex()}"
            self.found(ROOT, f"among entries {first} to {found.size - 1} some are not those that were signed", why=why)
            self.torn = True
        self.unused.discard(str(signer))
        self.checkpoints += 1
        self.last = found, signer

    def end(self, line: bytes) -> None:
        self.ended = True
        if line != b'{"checkpoints":%d,"end":%d}\n' % (self.checkpoints, self.place):
            self.found(CUT, f"the end counts other than {self.place:,} entries and {self.checkpoints:,} checkpoints")

    # -- after the last line -----------------------------------------------------------------------------------------

    def finish(self) -> None:
        if not self.ended:
            self.found(
                CUT, f"the file was cut off after entry {self.place - 1}" if self.place else "the file is cut off"
            )
        covered = self.last[0].size if self.last else 0
        if self.last is None or covered < self.place:
            self.found(SIGNED, f"entries {covered} to {self.place - 1} stand under no checkpoint")
        if self.last is not None and self.last[0].origin != self.origin:
            self.found(SIGNED, f"the last checkpoint is of {self.last[0].origin}, not of {self.origin}", line=1)
        if self.unused:
            self.found(KEY, f"the key {min(self.unused)} signed no checkpoint of this export", line=1)
        if self.trusted is not None and self.last is not None and self.last[1] != self.trusted:
            self.found(KEY, "the last checkpoint is not signed with the public key that was given")
        self.finish_outside()

    def finish_outside(self) -> None:
        if self.outside is None:
            return
        trusted = [self.trusted] if self.trusted else list(self.keys.values())
        if Note.read(self.outside.note).signer(trusted) is None:
            self.found(OUTSIDE, "the checkpoint that was given is not signed by a key of this ledger", line=0)
        if self.outside.size > self.place:
            said = f"the checkpoint that was given is over {self.outside.size:,} entries, and here are {self.place:,}"
            self.found(OUTSIDE, said, why="what was sealed last is missing: cut off, or a database restored")
