"""Breaks Troth in every way, and writes docs/reference/mutations.md: what was broken, and what noticed it.

`PYTHONPATH=tests python tests/mutations/page.py` runs all mutations and keeps in noticed.json what each came to; with
names of mutations or of groups those alone; with `--new` those of which nothing is known yet; with `--write` none.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from databases import running_server
from mutations.breaks import MUTATIONS, Mutation
from mutations.played import noticed
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

Mistakes in the source are made in a copy of it, and tests are played on that copy, by hand since it takes long: the
histories of a test run, longer ones, then the scenarios. Beside each stands what noticed it first.
"""
NOT_RUN = "not run yet"


def known() -> Mapping[str, list[str]]:
    """What each mutation came to when it was run last."""
    found: Mapping[str, list[str]] = json.loads(KNOWN.read_text("utf-8"))
    return found


def written() -> str:
    """The page."""
    found = known()
    lines = [HEAD, "The promises are:", "", "| promise | kept by |", "|---|---|"]
    lines += [f"| {name} | {Asked.of(kept_by)} |" for name, kept_by in PROMISES.items()]
    lines += ["| walls-1 | somebody's confirmation |", "| umbrella-1 | promises: access-* and walls-1 |", ""]
    for title, mutations in MUTATIONS.items():
        lines += [f"## {title}", "", "| what was broken | what noticed it |", "|---|---|"]
        lines += [f"| {each.name} | {_listed(found.get(each.name))} |" for each in mutations]
        lines.append("")
    return "\n".join(lines)


def _listed(names: list[str] | None) -> str:
    return ", ".join(f"`{name}`" for name in names) if names else NOT_RUN


def run(systems: Systems, mutation: Mutation) -> list[str]:
    """Every promise that turns broken after a mutation; of a mistake in the source, the tests that notice it first."""
    if mutation.source is not None:
        by, said = noticed(mutation.source)
        sys.stdout.write(f"{said[:160]}\n")
        return [by] if by else []
    board = systems.of(mutation).board(mutation)
    return [proof.promise for proof in board.proofs if proof.status is Status.BROKEN]


def chosen(arguments: list[str]) -> list[Mutation]:
    """What is to be run: all, or what words ask for, or what nothing is known of."""
    words = [argument for argument in arguments if not argument.startswith("--")]
    every = [(title, each) for title, group in MUTATIONS.items() for each in group]
    asked = [each for title, each in every if not words or any(word in (title, each.name) for word in words)]
    return [each for each in asked if "--new" not in arguments or each.name not in known()]


def main(arguments: list[str]) -> int:
    asked = [] if "--write" in arguments else chosen(arguments)
    if any(each.source for each in asked) and (wrong := noticed(None)[1]):
        sys.exit(f"the tests fail without any mistake: {wrong}")
    with (
        running_server() as server,
        TemporaryDirectory(prefix="troth-tests-") as folder,
        Systems(server, Path(folder)) as systems,
    ):
        for each in asked:
            names = [mutation.name for group in MUTATIONS.values() for mutation in group]
            found = {**known(), each.name: run(systems, each)}
            found = {name: found[name] for name in names if name in found}
            KNOWN.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
            sys.stdout.write(f"{each.name}: {', '.join(found[each.name]) or 'NOTHING'}\n")
            sys.stdout.flush()
    PAGE.write_text(written(), "utf-8")
    return int(any(not known()[each.name] for each in asked))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
