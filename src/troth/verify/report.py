"""What a verification found, and of whom it speaks: for which logins it holds, and who stands outside of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from troth.findings import Finding, Level
from troth.verify.board import Board
from troth.verify.evidence import Status


@dataclass(frozen=True, kw_only=True)
class BypassLine:
    """A role that the company lets past the windows, why, and until when."""

    role: str
    because: str
    until: date
    over: bool
    """Whether that day has passed."""

    def __str__(self) -> str:
        ended = "ended" if self.over else "until"
        return f"{self.role} bypasses, {ended} {self.until}: {self.because}"

    def to_json(self) -> dict[str, object]:
        return {"role": self.role, "because": self.because, "until": self.until.isoformat(), "over": self.over}


@dataclass(frozen=True, kw_only=True)
class Speaks:
    """Of whom a report speaks.

    It holds for `roles`; `owners`, `superusers` and `bypass_rls` are bound by no row security, whatever a policy says.
    """

    roles: tuple[str, ...]
    owners: tuple[str, ...]
    superusers: tuple[str, ...]
    bypass_rls: tuple[str, ...]
    bypass: tuple[BypassLine, ...]

    def __str__(self) -> str:
        lines = [f"This holds for the roles {_listed(self.roles)}."]
        unbound = (("owners of the tables", self.owners), ("superusers", self.superusers))
        lines += [f"Not bound by it, {who}: {_listed(names)}." for who, names in unbound if names]
        if self.bypass_rls:
            lines.append(f"Not bound by it, roles with BYPASSRLS: {_listed(self.bypass_rls)}.")
        return "\n".join([*lines, *(f"{line}." for line in self.bypass)])

    def to_json(self) -> dict[str, object]:
        return {
            "roles": list(self.roles),
            "owners": list(self.owners),
            "superusers": list(self.superusers),
            "bypass_rls": list(self.bypass_rls),
            "bypass": [line.to_json() for line in self.bypass],
        }


@dataclass(frozen=True, kw_only=True)
class Report:
    """The findings of a verification, the gravest first, and of whom it speaks."""

    findings: tuple[Finding, ...]
    speaks: Speaks
    board: Board | None = None
    """The promises with their proofs, where the policy is applied."""

    @property
    def sound(self) -> bool:
        """Whether the database is as the policy promises: no finding is an error, and no promise is broken."""
        return not self.of(Level.ERROR) and (self.board is None or self.board.sound)

    def of(self, level: Level) -> tuple[Finding, ...]:
        """The findings of one level."""
        return tuple(finding for finding in self.findings if finding.level is level)

    def __str__(self) -> str:
        board = [str(self.board), ""] if self.board and self.board.proofs else []
        return "\n".join([*(f"{finding}\n" for finding in self.findings), *board, str(self.speaks), "", self.summary()])

    def summary(self) -> str:
        """One line: how many findings of each level."""
        counted = [(len(self.of(level)), level.value) for level in Level]
        said = ", ".join(f"{count} {word}{'s' if count > 1 else ''}" for count, word in counted if count)
        broken = len(self.board.of(Status.BROKEN)) if self.board else 0
        said += f"{', ' if said else ''}{broken} broken promise{'s' if broken > 1 else ''}" if broken else ""
        return f"{'As promised' if self.sound else 'Not as promised'}{': ' + said if said else ''}."

    def to_json(self) -> dict[str, object]:
        """The report as plain data."""
        return {
            "sound": self.sound,
            "findings": [finding.to_json() for finding in self.findings],
            "speaks_of": self.speaks.to_json(),
            "board": self.board.to_json() if self.board else None,
        }


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(names) or "none"
