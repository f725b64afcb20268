"""The embedded PostgreSQL: private, shared by processes, gone when unused, and back after anything was killed."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from databases import open_folder
from troth.errors import Unavailable
from troth.postgres.embedded import server_programs
from troth.postgres.embedded.server import EmbeddedServer, embedded_database

Start = Callable[..., EmbeddedServer]

CLIENT = """
import sys, time, pathlib
from troth.postgres.embedded.server import embedded_database
server = embedded_database(pathlib.Path(sys.argv[1]), fast=True, linger=0.5)
print(server.url, flush=True)
time.sleep(float(sys.argv[2]))
"""

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root drops to another user")


@pytest.fixture
def folder() -> Iterator[Path]:
    with open_folder() as made:
        yield made


@pytest.fixture
def start(folder: Path) -> Iterator[Start]:
    """Starts servers in the folder, and stops them all in the end."""
    with contextlib.ExitStack() as started:

        def start(where: Path = folder, **options: object) -> EmbeddedServer:
            server = embedded_database(where, **{"fast": True, "linger": 0.5, **options})  # type: ignore[arg-type]
            started.callback(server.stop)
            return server

        yield start


@pytest.fixture
def client(folder: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts other processes that use the folder's server."""
    with contextlib.ExitStack() as started:

        def client(seconds: float = 60) -> subprocess.Popen[str]:
            command = [sys.executable, "-c", CLIENT, str(folder), str(seconds)]
            process = started.enter_context(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
            started.callback(process.kill)
            return process

        yield client


def note(server: EmbeddedServer) -> dict[str, int]:
    found: dict[str, int] = json.loads((server.folder / "server.json").read_text())
    return found


def answer(url: str, query: str) -> tuple[object, ...]:
    with psycopg.connect(url, connect_timeout=5) as connection:
        row = connection.execute(query).fetchone()  # type: ignore[call-overload]
    assert row
    return tuple(row)


def wait_until(met: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while not met() and time.monotonic() < deadline:
        time.sleep(0.02)
    return met()


def lives(process: int) -> bool:
    """Whether a process lives; a zombie does not."""
    try:
        return " Z " not in Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return False


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_url_is_a_plain_owners(start: Start) -> None:
    server = start(database="Mixed case")
    roles = "select rolsuper, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user"
    assert answer(server.url, roles) == (False, True, False)
    owned = "select current_database(), pg_get_userbyid(datdba) from pg_database where datname = current_database()"
    assert answer(server.url, owned) == ("Mixed case", "owner")
    assert answer(server.superuser_url, "select rolsuper from pg_roles where rolname = current_user") == (True,)
    assert start(database="another").url != server.url


def test_only_its_user_with_the_password_gets_in(start: Start) -> None:
    server = start()
    assert answer(server.superuser_url, "show listen_addresses") == ("",)
    sockets = Path(str(answer(server.superuser_url, "show unix_socket_directories")[0]).strip('"'))
    assert mode(sockets) == 0o700
    assert mode(server.folder / "data") == 0o700
    assert mode(server.folder / "owner.password") == mode(server.folder / "superuser.password") == 0o600
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(server.superuser_url, password="guessed")
    stored = "select bool_and(rolpassword like 'SCRAM-SHA-256$%') from pg_authid where rolcanlogin"
    assert answer(server.superuser_url, stored) == (True,)
    secret = (server.folder / "owner.password").read_text()
    assert secret not in repr(server)
    assert secret not in (server.folder / "server.log").read_text()


def test_processes_on_one_folder_share_one_server(start: Start, client: Callable[..., subprocess.Popen[str]]) -> None:
    others = [client(), client()]  # at the same moment, on a new folder
    urls = {other.stdout.readline() for other in others if other.stdout}
    server = start()
    assert urls == {server.url + "\n"}
    assert not server.stop(), "others use it"
    assert answer(server.url, "select 1") == (1,)


def test_threads_on_one_folder_share_one_server(start: Start) -> None:
    with ThreadPoolExecutor(3) as threads:
        found = [made.result() for made in [threads.submit(start) for _ in range(3)]]
    assert len({server.url for server in found}) == 1
    assert [server.stop() for server in found] == [False, False, True]


def test_it_stops_when_nobody_uses_it_and_starts_again_with_its_data(start: Start) -> None:
    server = start()
    with psycopg.connect(server.url) as connection:
        connection.execute("create table kept as select 7 as number")
    process = note(server)["server"]
    server.close()
    assert wait_until(lambda: not (server.folder / "server.json").exists())
    assert not lives(process)
    assert answer(start().url, "select number from kept") == (7,)


def test_it_stays_while_somebody_uses_it(start: Start) -> None:
    first, second = start(), start()
    first.close()
    time.sleep(1.5)  # three times its linger
    assert answer(second.url, "select 1") == (1,)


def test_a_killed_client_uses_it_no_more(folder: Path, client: Callable[..., subprocess.Popen[str]]) -> None:
    process = client()
    assert process.stdout and process.stdout.readline()
    process.send_signal(signal.SIGKILL)
    assert wait_until(lambda: not list(folder.glob(".troth/*/server.json")))


@pytest.mark.parametrize("killed", [["server"], ["watcher"], ["watcher", "server"], ["server", "watcher"]])
def test_it_starts_again_after_a_kill(start: Start, killed: list[str]) -> None:
    server = start()
    with psycopg.connect(server.url) as connection:
        connection.execute("create table kept as select 7 as number")
        connection.commit()
        before = note(server)
        for name in killed:
            os.kill(before[name], signal.SIGKILL)
        again = start()  # at once, with the old connection still open
        assert note(again)["server"] != before["server"]
        assert answer(again.url, "select number from kept") == (7,)
        assert not lives(before["server"])


def test_the_server_does_not_outlive_its_watcher(start: Start) -> None:
    before = note(start())
    os.kill(before["watcher"], signal.SIGKILL)
    assert wait_until(lambda: not lives(before["server"]))


def test_a_file_of_a_server_that_was_killed_is_no_obstacle(start: Start) -> None:
    server = start()
    assert server.stop()
    data = (server.folder / "data").resolve()
    runner = server_programs.runner_for(data)
    # Its number has meanwhile been given to another process of the same user.
    with subprocess.Popen(["sleep", "60"], user=runner.user, group=runner.group) as other:
        (data / "postmaster.pid").write_text(f"{other.pid}\n{data}\n{int(time.time())}\n5432\n\n\n\nready\n")
        try:
            assert answer(start().url, "select 1") == (1,)
        finally:
            other.kill()


def test_two_servers_never_share_the_data(start: Start) -> None:
    before = note(start())
    with ThreadPoolExecutor(1) as thread:
        os.kill(before["server"], signal.SIGSTOP)  # one that takes long to end
        try:
            os.kill(before["watcher"], signal.SIGKILL)
            again = thread.submit(start)
            time.sleep(1.5)
            assert not again.done()
        finally:
            os.kill(before["server"], signal.SIGCONT)
        assert answer(again.result().url, "select 1") == (1,)


def test_a_half_made_cluster_is_made_anew(start: Start, folder: Path) -> None:
    server = start()
    home = server.folder
    assert server.stop()
    (home / "data").rename(home / "data.new")  # as if it had been killed before the end
    assert answer(start().url, "select current_database()") == ("troth",)


def test_a_folder_too_deep_for_a_socket(start: Start, folder: Path) -> None:
    deep = folder.joinpath(*["a folder with a long name"] * 5)
    deep.mkdir(parents=True)
    server = start(deep)
    sockets = Path(str(note(server)["sockets"]))
    assert not sockets.is_relative_to(folder)
    assert mode(sockets) == 0o700
    assert answer(server.url, "select 1") == (1,)
    assert server.stop()
    assert not sockets.exists()


@as_root
def test_roots_closed_folder_stays_closed(start: Start, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    roots = folder / "roots"
    closed = folder / "closed"
    for made in (roots, closed):
        made.mkdir()
    roots.chmod(0o711)
    closed.chmod(0o700)
    monkeypatch.setattr(server_programs, "ROOTS_PLACE", roots)
    server = start(closed)
    assert mode(closed) == 0o700
    assert (server.folder / "data").resolve().is_relative_to(roots)
    assert server.stop()
    assert answer(start(closed).url, "select current_user") == ("owner",)


@as_root
@pytest.mark.slow
def test_programs_in_roots_closed_folder_are_copied(
    start: Start, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    roots, closed = folder / "roots", folder / "closed"
    programs = server_programs.find_programs().folder
    if programs.is_relative_to("/usr"):
        pytest.skip("programs of the system look for their files at fixed places")
    package = programs.parent.parent
    shutil.copytree(programs.parent, closed / package.name / programs.parent.name)
    shutil.copytree(package.with_name(f"{package.name}.libs"), closed / f"{package.name}.libs")
    closed.chmod(0o700)
    monkeypatch.setattr(server_programs, "ROOTS_PLACE", roots)
    monkeypatch.setenv("TROTH_PG_BIN", str(closed / package.name / programs.parent.name / "bin"))
    server = start(folder)
    assert mode(closed) == 0o700
    running = Path(f"/proc/{note(server)['server']}/exe").readlink()
    assert running.is_relative_to(roots)
    assert {made.stat().st_uid for made in roots.rglob("*")} == {0}
    assert server.stop()
    assert answer(start(folder).url, "select 1") == (1,)


@as_root
def test_roots_programs_are_never_what_others_can_write(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    roots = folder / "roots"
    roots.mkdir()
    roots.chmod(0o777)
    monkeypatch.setattr(server_programs, "ROOTS_PLACE", roots)
    with pytest.raises(Unavailable, match="TR608"):
        server_programs.roots_own_data("any")


def python_for_everyone() -> str | None:
    """A Python of this version that a user other than root can run."""
    same = f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    for candidate in (sys.executable, "/usr/bin/python3", "/usr/local/bin/python3"):
        with contextlib.suppress(OSError):
            command = [candidate, "-c", same]
            if not subprocess.run(command, check=False, user="nobody", extra_groups=[], cwd="/").returncode:
                return candidate
    return None


@as_root
def test_an_ordinary_user_runs_it_too(folder: Path) -> None:
    python = python_for_everyone()
    if python is None:
        pytest.skip("no Python here that an ordinary user could run")
    theirs = folder / "theirs"
    theirs.mkdir()
    shutil.chown(theirs, "nobody", "nogroup")
    program = CLIENT + "server.stop()\n"
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    done = subprocess.run(
        [python, "-c", program, str(theirs), "0"],
        user="nobody",
        group="nogroup",
        extra_groups=[],
        cwd="/",
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "postgresql://owner:" in done.stdout
    assert mode(theirs / ".troth") == 0o700


def test_no_programs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TROTH_PG_BIN", str(folder))
    with pytest.raises(Unavailable, match=r"TR606.*\n.*\n.*\n.*troth\[embedded\]"):
        embedded_database(folder)


def test_a_server_that_does_not_start_says_why(start: Start) -> None:
    with pytest.raises(Unavailable, match=r"TR607.*unrecognized configuration parameter \"nonsense\""):
        start(settings={"nonsense": "1"})
    assert answer(start().url, "select 1") == (1,), "the next start is not hurt"


def test_a_lost_password_is_said(start: Start) -> None:
    server = start()
    assert server.stop()
    (server.folder / "superuser.password").unlink()
    with pytest.raises(Unavailable, match=r"TR608.*superuser\.password is missing"):
        start()


def test_a_lost_owners_password_is_made_anew(start: Start) -> None:
    server = start()
    (server.folder / "owner.password").unlink()
    assert answer(start().url, "select current_user") == ("owner",)


def test_settings_are_postgresqls_own(start: Start) -> None:
    server = start(settings={"work_mem": "5MB", "log_statement": "all"})
    assert answer(server.url, "show work_mem") == ("5MB",)
    assert answer(server.url, "show fsync") == ("off",)
