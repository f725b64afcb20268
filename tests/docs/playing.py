"""Does what a page tells its reader to do, in a folder and a database of its own, and compares what the page shows.

A block that names a file is written there. In a console block, lines after `$ ` are commands and the others are what
they print; `...` stands for anything. A python block prints what the `text output` block behind it shows.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from databases import FreshDatabase
from docs.pages import Block, blocks, follows, handed_over
from troth.postgres.embedded.server_programs import find_programs

PLAYED = ("console", "python")
SHELLS_OWN = ("_", "SHLVL", "PWD", "OLDPWD")


@dataclass
class Player:
    """A reader with a folder and a database, who works through pages."""

    folder: Path
    database: FreshDatabase
    names: dict[str, Any] = field(default_factory=dict)
    exported: dict[str, str] = field(default_factory=dict)
    """What the commands have exported: a reader has one shell, where it holds for all that follows."""

    def play(self, page: Path, until: float = float("inf")) -> int:
        """Everything on the page up to a line, after the page it follows. Returns how many blocks were done."""
        done = 0
        if before := follows(page):
            done += self.play(before, handed_over(before))
        run = [block for block in blocks(page) if not block.skipped and block.line < until]
        for block, behind in zip(run, [*run[1:], None], strict=True):
            if block.language in PLAYED or _is_file(block):
                self._do(block, behind if behind and behind.about == "output" else None)
                done += 1
        return done

    def _do(self, block: Block, output: Block | None) -> None:
        if _is_file(block):
            path = self.folder / block.about
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, "utf-8")
        elif block.language == "console":
            for command, shown in _commands(block):
                self._console(block, command, shown)
        else:
            said = io.StringIO()
            with contextlib.chdir(self.folder), contextlib.redirect_stdout(said), self._environment():
                exec(compile(block.text, str(block), "exec"), self.names)
            if output:
                compare(output, output.text, said.getvalue())

    def _console(self, block: Block, command: str, shown: str) -> None:
        exits = re.fullmatch(r"exit (\d)", block.about)
        assert exits or not block.about, f"{block}: `{block.about}` is not known behind `console`"
        with self._environment():
            left = self.folder / ".exported"
            shell = ["bash", "-c", f"trap 'env -0 > {left.name}' EXIT\n{command}"]
            done = subprocess.run(shell, check=False, cwd=self.folder, capture_output=True, text=True)
            after = dict(line.split("=", 1) for line in left.read_text("utf-8").split("\0") if line)
            self.exported |= {name: value for name, value in after.items() if os.environ.get(name) != value}
            left.unlink()
        said = done.stdout + done.stderr
        assert done.returncode == (int(exits[1]) if exits else 0), f"{block}: {command}: {done.returncode}\n{said}"
        compare(block, shown, said)

    @contextlib.contextmanager
    def _environment(self) -> Iterator[None]:
        before = dict(os.environ)
        places = [str(Path(sys.executable).parent), str(find_programs().folder)]
        os.environ |= {
            "PATH": os.pathsep.join([*places, before["PATH"]]),
            "TROTH_DATABASE": self.database.url,
            "NO_COLOR": "1",
            "TERM": "dumb",
            "COLUMNS": "120",
            "PSQLRC": os.devnull,
        } | {name: value for name, value in self.exported.items() if name not in SHELLS_OWN}
        try:
            yield
        finally:
            os.environ.clear()
            os.environ |= before


def _is_file(block: Block) -> bool:
    return bool(re.fullmatch(r"[\w./-]+\.(yaml|sql|py|ini)", block.about))


def _commands(block: Block) -> Iterator[tuple[str, str]]:
    """Each command of a console block with what it prints. A line that ends in a backslash goes on."""
    assert block.text.startswith("$ "), f"{block}: a console block begins with `$ `"
    for part in re.split(r"(?m)^\$ ", block.text)[1:]:
        found = re.fullmatch(r"((?:.*\\\n)*.*)\n((?s:.*))", part)
        assert found, str(block)
        yield found[1], found[2]


def compare(block: Block, shown: str, said: str) -> None:
    """What a page shows is what was printed. Raises AssertionError."""
    pattern = "".join(_line(line) for line in shown.rstrip().splitlines())
    printed = "".join(f"{line.rstrip()}\n" for line in said.rstrip().splitlines())
    assert re.fullmatch(pattern, printed), f"{block} shows\n{shown}\nbut this was printed\n{printed}"


def _line(line: str) -> str:
    if line.strip() == "...":
        return r"(?:.*\n)*"
    return ".*".join(re.escape(part) for part in line.rstrip().split("...")) + r"\n"
