"""The folder of an embedded PostgreSQL: made whole or not at all, and tidied after a server that was killed.

Nothing outside the folder is changed, with one exception: as root, where the server's own user cannot enter the
project's folder, the data lies under /var/lib/troth and is linked from here.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NoReturn

from troth.errors import Unavailable
from troth.findings import Finding, Place
from troth.postgres.embedded.server_programs import Programs, Runner, roots_own_data
from troth.postgres.file_locks import is_free, wait_until_free

SUPERUSER = "postgres"

LONGEST_SOCKET_FOLDER = 104 - len("/.s.PGSQL.65535.lock") - 1
"""What the shortest limit of the supported systems (macOS) leaves for a folder's path."""


def make_home(home: Path) -> None:
    """`.troth` and the server's folder in it: closed, but for root, whose server runs as somebody else."""
    for folder in (home.parent, home):
        # Others may be making it at the same moment.
        with contextlib.suppress(FileExistsError):
            folder.mkdir(parents=folder is home.parent)
            folder.chmod(0o711 if os.geteuid() == 0 else 0o700)


def make_cluster(home: Path, programs: Programs, runner: Runner) -> None:
    """initdb, whole or not at all: a new data folder gets its name when it is finished."""
    place = home
    if not runner.can_enter(home):
        place = roots_own_data(home.parent.parent.name or "root")
        runner.own(place)
    fresh = place / "data.new"
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    runner.own(fresh)
    password = secrets.token_urlsafe(24)
    write_secret(home / "superuser.password", password)
    with tempfile.TemporaryDirectory(prefix="troth-") as passing:
        runner.own(Path(passing))
        secret = Path(passing) / "password"
        write_secret(secret, password)
        runner.own(secret)
        _initdb(programs, runner, fresh, secret)
    fresh.rename(place / "data")
    if place != home:
        (home / "data").symlink_to(place / "data")


def _initdb(programs: Programs, runner: Runner, data: Path, secret: Path) -> None:
    locale = ["--locale=C.UTF-8"] if sys.platform.startswith("linux") else ["--locale=C"]
    if programs.major >= 17:
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    command = [programs["initdb"], "-D", str(data), "-U", SUPERUSER, "-A", "scram-sha-256", f"--pwfile={secret}"]
    command += ["-E", "UTF8", *locale, "--no-instructions"]
    made = subprocess.run(
        command,
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd="/",
        env=environment(),
        user=runner.user,
        group=runner.group,
        extra_groups=runner.extra_groups,
    )
    if made.returncode:
        said = (made.stderr or made.stdout).strip()
        message = f"PostgreSQL could not be set up: {said}"
        hint = "is there room on the disk, and may you write there? Or name a server of yours with --database"
        raise Unavailable(
            Finding(code="TR607", message=message, where=Place(file=str(data)), why=_why(data), hint=hint)
        )


def end_leftovers(home: Path) -> None:
    """After a watcher was killed: end what is left of its server, so that no two servers ever share the data.

    Then nothing of it lives, and a process number in its file (which may even be a zombie's) means nothing.
    """
    process_file = home / "data" / "postmaster.pid"
    if not is_free(home / "server.lock"):
        if not sys.platform.startswith("linux"):  # there the kernel has told the server already
            with contextlib.suppress(OSError, ValueError, IndexError):
                os.kill(int(process_file.read_text().splitlines()[0]), signal.SIGINT)
        if not wait_until_free(home / "server.lock"):
            unusable(home, "a PostgreSQL that was started here before does not end")
    process_file.unlink(missing_ok=True)
    with contextlib.suppress(OSError, ValueError):
        note = json.loads((home / "server.json").read_text())
        if note["own"]:
            shutil.rmtree(note["sockets"], ignore_errors=True)
    (home / "server.json").unlink(missing_ok=True)


def socket_folder(home: Path, runner: Runner) -> tuple[Path, bool]:
    """A new folder for the server's socket, which only its user can enter, and whether it is a temporary one.

    In the server's own folder if that path is short enough for a socket and the runner can enter it.
    """
    inside = home / "run"
    if len(os.fsencode(inside)) <= LONGEST_SOCKET_FOLDER and runner.can_enter(home):
        shutil.rmtree(inside, ignore_errors=True)
        inside.mkdir(mode=0o700)
        runner.own(inside)
        return inside, False
    for parent in (Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")):
        if len(os.fsencode(parent)) + 16 <= LONGEST_SOCKET_FOLDER and parent.is_dir() and runner.can_enter(parent):
            made = Path(tempfile.mkdtemp(prefix="troth-", dir=parent))
            runner.own(made)
            return made, True
    unusable(home, "there is no temporary folder with a path short enough for a socket")


def server_note(home: Path) -> dict[str, Any] | None:
    """What the watcher wrote about its server, if both are there."""
    if is_free(home / "watcher.lock"):
        return None
    try:
        found: dict[str, Any] = json.loads((home / "server.json").read_text())
    except (FileNotFoundError, ValueError):
        return None
    return found


def write_secret(path: Path, secret: str) -> None:
    path.unlink(missing_ok=True)
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w") as opened:
        opened.write(secret)


def environment() -> dict[str, str]:
    """What the server sees of ours: nothing that could be a secret, one language, one time zone.

    Others who run as the server's user could read it.
    """
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "TMPDIR") if name in os.environ}
    return kept | {"LC_ALL": "C.UTF-8" if sys.platform.startswith("linux") else "C", "TZ": "UTC"}


def _why(data: Path) -> str:
    return f"without --database or TROTH_DATABASE, Troth starts a PostgreSQL of its own in {data.parent}"


def does_not_start(home: Path) -> NoReturn:
    log = home / "server.log"
    last = " | ".join(log.read_text(errors="replace").splitlines()[-4:]) if log.exists() else ""
    raise Unavailable(
        Finding(
            code="TR607",
            message=f"PostgreSQL does not start: {last}",
            where=Place(file=str(log)),
            why=_why(home / "data"),
            hint="read the log; or name another PostgreSQL with --database",
        )
    )


def unusable(home: Path, problem: str) -> NoReturn:
    raise Unavailable(
        Finding(
            code="TR608",
            message=f"the embedded PostgreSQL's folder cannot be used: {problem}",
            where=Place(file=str(home)),
            why="its data, locks and passwords are there",
            hint="run as the user who made it; or remove the folder, which deletes its databases",
        )
    ) from None
