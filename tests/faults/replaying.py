"""The erased of a restored backup are erased again by a process of its own, which can be killed at any moment."""

from __future__ import annotations

import sys

from faults.killing import SECRET
from troth.client import Troth


def main(folder: str, url: str) -> None:
    with Troth(folder, url, secret=SECRET) as troth:
        plan = troth.restored.plan()
        print("begun", flush=True)
        troth.restored.replay(plan, told=lambda said: print(said, flush=True))


if __name__ == "__main__":
    main(*sys.argv[1:])
