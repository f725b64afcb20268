"""What one decision in the program takes: `python -m bench.decision`."""

from __future__ import annotations

import timeit
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from troth.rollout.deployment import read_files
from troth.standing.decision import Decisions
from troth.standing.words import Standing

POLICY = Path(__file__).parents[1] / "examples" / "k7tracks" / "privacy"
CALLS, ROUNDS = 200_000, 7


def main() -> None:
    """Ask about a purpose on consent and one on a contract, and print the best round of each."""
    policy = read_files(POLICY).declared.policy
    decisions = Decisions(policy, date(2026, 11, 1))
    standing = Standing(consents={"newsletter": datetime.now(UTC)}, ended=("improvement",))
    for purpose in ("newsletter", "account"):
        assert decisions.may(purpose, "contact.email", standing)
        asked = partial(decisions.may, purpose, "contact.email", standing)
        taken = min(timeit.repeat(asked, number=CALLS, repeat=ROUNDS))
        print(f"may {purpose} see contact.email: {taken / CALLS * 1e6:.2f} microseconds")


if __name__ == "__main__":
    main()
