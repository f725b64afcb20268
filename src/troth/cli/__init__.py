"""The command `troth`: one file per verb, each of which parses, calls and prints.

Exit 0: as promised. 1: could not finish. 2: ran, and found something.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

COULD_NOT_FINISH = 1
_STOPPED = "Stopped. What was finished stays; nothing is left half done.\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and leave with its exit code."""
    sys.exit(run(list(sys.argv[1:] if arguments is None else arguments)))


def run(arguments: list[str]) -> int:
    """Run the command; its exit code. Whoever stops it is answered in words at any moment, also while it loads."""
    try:
        from troth.cli.command import carried_out

        code = carried_out(arguments)
    except KeyboardInterrupt:
        code = None
    if code is None:
        sys.stderr.write(_STOPPED)
    return COULD_NOT_FINISH if code is None else code
