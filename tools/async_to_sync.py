"""The sync form of every module that is written once, in its async form. Run it after changing one of them.

`python tools/async_to_sync.py` writes the files; with `--check` it only says which of them are not up to date.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "src" / "troth"

SOURCES = {
    "postgres/logins_async.py": "postgres/logins.py",
    "session/sessions_async.py": "session/sessions.py",
    "session/tickets_async.py": "session/tickets.py",
    "standing/desk_async.py": "standing/desk.py",
    "standing/agreed_async.py": "standing/agreed.py",
    "standing/subject_async.py": "standing/subject.py",
}

PHRASES = {
    "import asyncio\n": "import threading\n",
    "asyncio.Lock": "threading.RLock",
}

WORDS = {
    "asynccontextmanager": "contextmanager",
    "AsyncIterator": "Iterator",
    "__aenter__": "__enter__",
    "__aexit__": "__exit__",
}


def in_sync(text: str, source: str) -> str:
    """The sync form of a module's text."""
    for phrase, instead in PHRASES.items():
        text = text.replace(phrase, instead)
    if "threading." not in text:
        text = text.replace("import threading\n", "")
    text = re.sub(r"\bawait asyncio\.to_thread\(([\w.]+)(?:, )?", r"\1(", text)
    text = re.sub(r"\bawait ", "", text)
    text = re.sub(r"\basync (?=def |with |for )", "", text)
    for word, instead in WORDS.items():
        text = re.sub(rf"\b{word}\b", instead, text)
    text = re.sub(r"\bAsync(?=[A-Z])", "", text)
    text = re.sub(r"(\w)_async\b", r"\1", text)
    said = f"# Made from {Path(source).name} by tools/async_to_sync.py."
    text = re.sub(r"\A(\"\"\".*?\"\"\")\n", rf"\1\n{said}\n", text, flags=re.S)
    return _tidied(text)


def _tidied(text: str) -> str:
    for arguments in (["check", "--fix", "--quiet", "--select", "I"], ["format", "--quiet"]):
        command = [sys.executable, "-m", "ruff", *arguments, "--stdin-filename", str(PACKAGE / "made.py"), "-"]
        text = subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout
    return text


def main(arguments: list[str]) -> int:
    """Write the sync forms, or with `--check` say which are not as they would be written. Returns the exit code."""
    late = []
    for source, target in SOURCES.items():
        if not (PACKAGE / source).exists():
            continue
        made = in_sync((PACKAGE / source).read_text(encoding="utf-8"), source)
        path = PACKAGE / target
        if path.exists() and path.read_text(encoding="utf-8") == made:
            continue
        late.append(target)
        if "--check" not in arguments:
            path.write_text(made, encoding="utf-8")
    for target in late:
        print(f"{'not up to date' if '--check' in arguments else 'written'}: {target}")
    return 1 if late and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
