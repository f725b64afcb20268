"""Breaks a running system in every way, and writes docs/reference/mutations.md: what was broken, what noticed it.

`PYTHONPATH=tests python tests/mutations/page.py` runs all mutations and keeps in noticed.json what each came to; with
`--new` those alone of which nothing is known yet; with `--write` none.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from databases import running_server
from mutations.breaks import MUTATIONS, Mutation
from mutations.systems import PROMISES, Systems
from troth.policy.kept_by import Asked
from troth.verify.evidence import Status

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "mutations.md"
KNOWN = Path(__file__).with_name("noticed.json")
HEAD = """# What the proofs notice

<!-- Made by tests/mutations/page.py: change the mutations, not this page. -->

A proof is worth what it notices. So a running system is broken, one way at a time, and all its promises are proved
again. Beside each way stands every promise that turned broken when it was run. The tests break it again and again: a
mutation that nothing notices is a hole, and fails them. "As the compiler wanted it" means that the mistake is made as
if the compiler itself had made it: comparing with what it compiles finds nothing then, and only what is tried tells.
"""
NOT_RUN = "not run yet"


def known() -> Mapping[str, list[str]]:
    """What each mutation came to when it was run last."""
    found: Mapping[str, list[str]] = json.loads(KNOWN.read_text("utf-8"))
    return found


def written() -> str:
    """The page."""
    noticed = known()
    lines = [HEAD, "The promises are:", "", "| promise | kept by |", "|---|---|"]
    lines += [f"| {name} | {Asked.of(kept_by)} |" for name, kept_by in PROMISES.items()]
    lines += ["| walls-1 | somebody's confirmation |", "| umbrella-1 | promises: access-* and walls-1 |", ""]
    for title, mutations in MUTATIONS.items():
        lines += [f"## {title}", "", "| what was broken | what turned broken |", "|---|---|"]
        lines += [f"| {each.name} | {_listed(noticed.get(each.name))} |" for each in mutations]
        lines.append("")
    return "\n".join(lines)


def _listed(names: list[str] | None) -> str:
    return ", ".join(f"`{name}`" for name in names) if names else NOT_RUN


def run(systems: Systems, mutation: Mutation) -> list[str]:
    """Every promise that turns broken after a mutation."""
    board = systems.of(mutation).board(mutation)
    return [proof.promise for proof in board.proofs if proof.status is Status.BROKEN]


def main(arguments: list[str]) -> int:
    if "--write" not in arguments:
        found = dict(known()) if "--new" in arguments else {}
        every = [each for group in MUTATIONS.values() for each in group]
        found = {each.name: found[each.name] for each in every if each.name in found}
        with (
            running_server() as server,
            TemporaryDirectory(prefix="troth-tests-") as folder,
            Systems(server, Path(folder)) as systems,
        ):
            for each in every:
                if each.name not in found:
                    found[each.name] = run(systems, each)
                    KNOWN.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
                    sys.stdout.write(f"{each.name}: {', '.join(found[each.name]) or 'NOTHING'}\n")
                    sys.stdout.flush()
    PAGE.write_text(written(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
