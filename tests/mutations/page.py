"""Writes docs/reference/mutations.md: every way in which the system is broken, and the promises that notice.

Run it after a change of the proofs or of the mutations: `PYTHONPATH=tests python tests/mutations/page.py`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from mutations.breaks import MUTATIONS, NOTICED
from mutations.sound import PROMISES
from troth.policy.kept_by import Asked

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "mutations.md"
HEAD = """# What the proofs notice

<!-- Made by tests/mutations/page.py: change the mutations, not this page. -->

A proof is worth what it notices. So a running system is broken, one way at a time, and for each some promises are
listed that turn broken. The tests break it again and again: a mutation that nothing notices is a hole, and fails
them. "As the compiler wanted it" means that the mistake is made as if the compiler itself had made it: comparing with
what it compiles finds nothing then, and only what is tried and seen tells.
"""


def written() -> str:
    """The page."""
    lines = [HEAD, "The promises are:", "", "| promise | kept by |", "|---|---|"]
    lines += [f"| {name} | {Asked.of(kept_by)} |" for name, kept_by in PROMISES.items()]
    lines += ["| walls-1 | somebody's confirmation |", ""]
    for title, mutations in MUTATIONS.items():
        lines += [f"## {title}", "", "| what was broken | noticed by |", "|---|---|"]
        lines += [f"| {each.name} | {', '.join(f'`{name}`' for name in NOTICED[each.name])} |" for each in mutations]
        lines.append("")
    return "\n".join(lines)


def main() -> int:
    PAGE.write_text(written(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
