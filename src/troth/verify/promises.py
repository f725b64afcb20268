"""Is each promise of the policy kept? Runs the checks that it names on the live database, and says what they saw.

A kind of check is a file in proofs/, found because it lies there. A promise is kept only if every check that it names
ran, saw something, and saw nothing else than what is promised: a check that looks at nothing keeps nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from typing import Any, Protocol, cast

import psycopg

from troth.checks.arguments import argument_of
from troth.checks.declared import Declared
from troth.checks.files import files_with
from troth.compiler.build import Compiled
from troth.errors import TrothError
from troth.policy.kept_by import Argument, Asked, Takes
from troth.policy.promises import Promise
from troth.policy.tensions import Tension
from troth.verify import proofs
from troth.verify.attestations import attestations, exceptions
from troth.verify.board import Attestation, Board, Checked, Proof, TensionProof, worst
from troth.verify.canary.model import CanaryFile
from troth.verify.canary.playing import Canary
from troth.verify.evidence import Evidence, Status, Unproved
from troth.verify.look import Look

CANARY, PROOFS = "canary", "proofs"
"""What a kind may need: a canary person who has signed up, or the proofs of other promises."""


class Kind(Protocol):
    """One file of proofs/. `NEEDS` may be left out."""

    KIND: str
    ARGUMENT: Takes
    NEEDS: str

    @staticmethod
    def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]: ...


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind of check by its name."""
    return {module.KIND: cast(Kind, module) for module in files_with("KIND", proofs)}


class Proving:
    """One run over the promises of a policy: each check is made once, however many promises name it.

    Reads only: what a check tries out is rolled back.
    """

    def __init__(
        self,
        connection: psycopg.Connection[Any],
        compiled: Compiled,
        declared: Declared,
        canary: CanaryFile | None = None,
    ) -> None:
        played = Canary(connection, compiled, declared, canary) if canary else None
        self.look = Look(connection, compiled, declared, proof_of=self.proof, canary=played)
        self.promises = {promise.id: promise for promise in compiled.policy.promises}
        self.checked: dict[tuple[str, Argument], Checked] = {}
        self.proofs: dict[str, Proof] = {}
        self.asking: list[str] = []
        self.attested: Mapping[str, Attestation] = {}
        self.excepted: Mapping[str, int] = {}

    def board(self) -> Board:
        """The proofs of all promises of a policy that is applied."""
        began = time.monotonic()
        self.attested, self.excepted = attestations(self.look), exceptions(self.look)
        policy, found = self.look.compiled.policy, self.all()
        return Board(
            policy=policy.policy,
            controller=policy.controller.name,
            version=policy.version,
            at=self.look.moment["now"],
            proofs=found,
            tensions=tuple(map(self._tension, policy.tensions)),
            seconds=time.monotonic() - began,
        )

    def all(self) -> tuple[Proof, ...]:
        """The proofs of all promises. What needs a canary comes after everything that counts people and rows."""
        tensions = self.look.compiled.policy.tensions
        promised = [ask for promise in self.promises.values() for ask in promise.asked]
        asked = dict.fromkeys([*promised, *(ask for tension in tensions for ask in tension.asked)])
        with ExitStack() as stage:
            for ask in asked:
                if not _needs(ask):
                    self.check(ask)
            if self.look.canary and any(_needs(ask) == CANARY for ask in asked):
                stage.enter_context(self.look.canary.signed_up())
            for ask in asked:
                if _needs(ask) == CANARY:
                    self.check(ask)
        return tuple(self.proof(promise) for promise in self.promises)

    def proof(self, promise: str) -> Proof:
        """The proof of one promise; a promise that rests on itself is unproved. Raises KeyError."""
        if promise in self.asking:
            said = self.promises[promise]
            return Proof(promise=promise, section=said.section, says=said.says, status=Status.UNPROVED)
        if promise not in self.proofs:
            self.asking.append(promise)
            self.proofs[promise] = self._made(self.promises[promise])
            self.asking.pop()
        return self.proofs[promise]

    def _made(self, promise: Promise) -> Proof:
        checks = tuple(self.check(ask) for ask in promise.asked)
        attestation = self.attested.get(promise.id) if promise.attested_by else None
        return Proof(
            promise=promise.id,
            section=promise.section,
            says=promise.says,
            status=_status(promise, checks, attestation),
            checks=checks,
            attested_by=promise.attested_by.role if promise.attested_by else None,
            attestation=attestation,
            exceptions=self.excepted.get(promise.id, 0),
            waits_for=promise.waits_for,
        )

    def _tension(self, tension: Tension) -> TensionProof:
        """A tension with what shows its reading. What its checks need has been asked already."""
        checks = tuple(self.check(ask) for ask in tension.asked)
        return TensionProof(
            tension=tension.id,
            between=tension.between,
            grade=tension.grade,
            says=tension.says,
            reading=tension.reading,
            signed=f"{tension.signed_by}, {tension.on}" if tension.signed else None,
            status=worst(check.status for check in checks),
            checks=checks,
        )

    def check(self, asked: Asked) -> Checked:
        kind = kinds().get(asked.kind)
        if kind is None:
            return Checked(
                kind=asked.kind, argument=str(asked.written), evidence=(), missing=("there is no such check",)
            )
        argument = argument_of(self.look.declared, kind.ARGUMENT, asked)
        if (asked.kind, argument) not in self.checked:
            self.checked[asked.kind, argument] = self._run(kind, argument)
        return self.checked[asked.kind, argument]

    def _run(self, kind: Kind, argument: Argument) -> Checked:
        seen: list[Evidence] = []
        missing: list[str] = []
        began = last = time.monotonic()
        try:
            with self.look.connection.transaction(force_rollback=True):
                for each in kind.prove(self.look, argument):
                    now = time.monotonic()
                    if isinstance(each, Unproved):
                        missing.append(each.says)
                    else:
                        seen.append(each if each.seconds else replace(each, seconds=now - last))
                    last = now
        except psycopg.errors.InsufficientPrivilege as problem:
            missing.append(f"this login may not look at it: {_first(problem)}")
        except TrothError as problem:
            says = f"it could not be done: {problem.findings[0].message}"
            seen.append(Evidence(kept=False, says=says, how=f"the check `{kind.KIND}`"))
        except psycopg.Error as problem:
            says = f"PostgreSQL could not be asked: {_first(problem)}"
            seen.append(Evidence(kept=False, says=says, how=f"the check `{kind.KIND}`"))
        return Checked(
            kind=kind.KIND,
            argument=str(argument),
            evidence=tuple(seen),
            missing=tuple(missing),
            seconds=time.monotonic() - began,
        )


def _first(problem: psycopg.Error) -> str:
    return problem.diag.message_primary or str(problem).partition("\n")[0]


def _needs(asked: Asked) -> str:
    return getattr(kinds().get(asked.kind), "NEEDS", "")


def _status(promise: Promise, checks: tuple[Checked, ...], attestation: Attestation | None) -> Status:
    """The worst of what its checks and its attestation say."""
    if promise.informs:
        return Status.INFORMS
    found = {check.status for check in checks}
    if promise.waits_for:
        found.add(Status.UNPROVED)
    if promise.attested_by:
        over = attestation is not None and attestation.over
        found.add(Status.UNPROVED if attestation is None else Status.BROKEN if over else Status.ATTESTED)
    return worst(found)
