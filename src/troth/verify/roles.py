"""Who there is in the database cluster, and who may become whom. Frozen values, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class LiveRole:
    """A role as the cluster has it. `ours` says that it is one of this deployment."""

    name: str
    superuser: bool
    bypasses: bool
    creates: bool
    replicates: bool
    login: bool
    ours: bool


@dataclass(frozen=True, kw_only=True)
class Member:
    """One membership. From 16 on there may be several of the same two roles, given by different grantors."""

    role: str
    member: str
    grantor: str | None
    admin: bool
    inherits: bool
    sets: bool

    @property
    def usable(self) -> bool:
        """Whether the member gets at what the role may do, now or by a statement of its own."""
        return self.inherits or self.sets or self.admin


@dataclass(frozen=True, kw_only=True)
class Roles:
    """All roles and memberships, and who of them may reach personal data by right.

    `owners` own a personal table, `listed` have a `bypass:` line, `deployer` is the login that verifies.
    """

    all: Mapping[str, LiveRole]
    members: tuple[Member, ...]
    owners: frozenset[str]
    listed: frozenset[str]
    deployer: str

    @property
    def ours(self) -> frozenset[str]:
        return frozenset(role.name for role in self.all.values() if role.ours)

    @property
    def superusers(self) -> frozenset[str]:
        return frozenset(role.name for role in self.all.values() if role.superuser)

    def unbound(self, name: str) -> bool:
        """Whether a role reaches everything anyway: an owner, the deploying login, or a superuser."""
        return name in self.owners or name == self.deployer or name in self.superusers

    def exempt(self, name: str) -> bool:
        """Whether nothing is to be said about what a role reaches."""
        return self.unbound(name) or name in self.listed

    def outsider(self, name: str | None) -> bool:
        """Whether a grantee is neither exempt nor a role of ours. None is everyone."""
        return name is None or not (self.exempt(name) or name in self.ours)

    def becoming(self, name: str) -> tuple[str, ...]:
        """Outsiders who may become a role, at any distance, in order."""
        found: set[str] = set()
        frontier = {name}
        while frontier:
            frontier = {m.member for m in self.members if m.role in frontier and m.usable} - found - {name}
            found |= frontier
        return tuple(sorted(other for other in found if self.outsider(other)))
