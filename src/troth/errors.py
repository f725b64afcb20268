"""The ways in which Troth refuses: every exception carries findings a person can act on.

TrothError
├── Refused          what was asked is not allowed or not valid; nothing was changed
├── NotForThisPurpose  PostgreSQL refused a statement of a window; the finding says what the purpose may see
├── Stale            a plan's starting point has changed since it was made
└── Unavailable      a server, a file or a login that is needed cannot be had
"""

from __future__ import annotations

from collections.abc import Sequence

from troth.findings import Finding


class TrothError(Exception):
    """The root of all of Troth's errors: one or more findings."""

    def __init__(self, *findings: Finding) -> None:
        self.findings: Sequence[Finding] = findings
        super().__init__("\n".join(str(finding) for finding in findings))


class Refused(TrothError):
    """What was asked is not allowed or not valid. Nothing was changed."""


class NotForThisPurpose(TrothError):
    """PostgreSQL refused a statement of a window; the finding says what the purpose may see and which others could."""


class Stale(TrothError):
    """The starting point of a plan is no longer true: look at a new plan."""


class Unavailable(TrothError):
    """A server, a file or a login that is needed cannot be had."""
