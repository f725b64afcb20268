"""The system that mutations break: every kind of check has a promise, and every one of them is good."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from databases import Server
from integration.company import opened_shop
from mutations import letting_go
from mutations.mutation import Mutation
from mutations.pseudonyms import PURPOSES
from proving import Proven
from troth.checks.declared import Declared
from troth.compiler.build import Compiled
from troth.ledger.sealer import seal
from troth.ledger.signing import KeyFile
from troth.mapped.resolve import resolve
from troth.policy.promises import Promise
from troth.rollout.deployment import read_company_tables
from troth.verify.board import Board
from troth.verify.canary import CanaryFile, read_canary
from troth.verify.canary.model import Step
from troth.verify.look import Look
from troth.verify.promises import Proving

PROMISES: Mapping[str, Any] = {
    "access-1": {"access": "everything"},
    "access-2": {"access": "contact.phone"},
    "aggregate-1": {"aggregate": "advert_views"},
    "aggregate-2": {"only": {"aggregates": ["advertiser"]}},
    "agreement-1": {"agreement": "carrier"},
    "announced-1": {"announced": "everything"},
    "collection-1": {"collection": "contact.phone"},
    "contact-1": {"contact": "controller"},
    "copy-1": {"copy": "access"},
    "copy-2": {"copy": "port"},
    "enforced-1": {"enforced": "everything"},
    "erasure-1": {"erasure": "everything"},
    "erasure-2": {"erasure": "a child"},
    "hold-1": {"hold": "dispute"},
    "ledger-1": {"ledger": "sealed"},
    "ledger-2": {"ledger": "standing"},
    "logins-1": {"logins": "safe"},
    "never-1": {"never": "special"},
    "never-2": {"never": "sale"},
    "notice-1": {"notice": "support"},
    "objection-1": {"objection": "fraud_prevention"},
    "objection-2": {"objection": "statistics"},
    "objection-3": {"objection": "offers"},
    "only-1": {"only": {"purposes": ["fraud_prevention"], "of": "device.ip"}},
    "only-2": {"only": {"recipients": ["carrier"], "of": "address.shipping"}},
    "only-3": {"only": {"recipients": "none", "of": "device.ip"}},
    "pseudonym-1": {"pseudonym": "analysis"},
    "purpose-1": {"purpose": "newsletter"},
    "purpose-2": {"purpose": "bookkeeping"},
    "purpose-3": {"purpose": "support"},
    "recipient-1": {"recipient": "carrier"},
    "recipient-2": {"recipient": "advertiser"},
    "restriction-1": {"restriction": "everything"},
    "retention-1": {"retention": "account"},
    "retention-2": {"retention": "bookkeeping"},
    "retention-3": {"retention": "fraud_prevention"},
    "retention-4": {"retention": "newsletter"},
    "retention-5": {"retention": "device.ip"},
    "safeguard-1": {"safeguard": "everyone"},
    "scene-1": {"scene": "a dispute and after"},
    "scene-2": {"scene": "what support may not"},
    "staff-1": {"staff": "everyone"},
    "unmapped-1": {"unmapped": "nothing"},
    "version-1": {"version": "in force"},
    "withdrawal-1": {"withdrawal": "newsletter"},
    "withdrawal-2": {"withdrawal": "surveys"},
}
"""Each kind of check with what it is applied to, under the id of its promise."""

ATTESTED = {
    "id": "walls-1", "says": "Guarded places", "attested_by": {"role": "officer", "every": "6 months"},
}  # fmt: skip
UMBRELLA = {"id": "umbrella-1", "says": "All of it", "kept_by": [{"promises": "access-*"}, {"promises": "walls-1"}]}
CONFIRMED = (
    "insert into troth.attestation (promise, role, evidence, until, policy_version, actor)"
    " values ('walls-1', 'officer', 'walked there', current_date + 30, 1, 'ana')"
)
DISPUTE = "insert into dispute (dispute_id, order_id, reason) values (-2, %(bought)s, 'broken')"


@dataclass(frozen=True)
class Sound:
    """A sound system, and what is said of it once something was broken."""

    proven: Proven
    rules: Callable[[str], AbstractContextManager[None]] | None = None
    """For a system of which the server is broken: other rules, by which it lets connections in meanwhile."""

    def board(self, mutation: Mutation | None = None, only: Collection[str] = ()) -> Board:
        """The board after a mutation, which is undone; of some promises, or of all."""
        with ExitStack() as stage:
            broken = mutation or Mutation("nothing")
            patch = stage.enter_context(pytest.MonkeyPatch.context())
            for each in broken.code:
                each(patch)
            if (
                broken.code
            ):  # what was composed before would not know of the mistake, nor what comes after be free of it
                self.proven.compiled.once.clear()
                stage.callback(self.proven.compiled.once.clear)
            if self.rules and broken.rules:
                stage.enter_context(self.rules(broken.rules))
            if broken.unseen:
                patch.setattr(Look, "changes", ())
            compiled, declared = self.proven.compiled, self.proven.declared
            if broken.policy:
                policy = broken.policy(compiled.policy)
                compiled, declared = replace(compiled, policy=policy), replace(declared, policy=policy)
            if only:
                chosen = tuple(promise for promise in compiled.policy.promises if promise.id in only)
                compiled = replace(compiled, policy=compiled.policy.model_copy(update={"promises": chosen}))
            stage.enter_context(self.proven.broken(*broken.sql))
            if broken.read_again:
                catalogue = read_company_tables(self.proven.chief, declared)
                mapped, _ = resolve(declared.data_map, catalogue, declared.in_map)
                compiled = replace(compiled, mapped=mapped)
            return Proving(self.proven.chief, compiled, declared, self.proven.canary).board()


@contextlib.contextmanager
def sound_system(server: Server, folder: Path) -> Iterator[Sound]:
    """The marketplace with all these promises and people in it, its ledger sealed, what people confirm confirmed."""
    with opened_shop(server, folder, tables={"tables": letting_go.tables()}, purposes=PURPOSES) as shop:
        ana, ben = shop.sign_up(), shop.sign_up()
        shop.order(ana, ben)
        for table, key in (("member", "member_id"), ("orders", "order_id")):
            shop.owner.execute(f"select setval(pg_get_serial_sequence('{table}', '{key}'), 1000)".encode())
        shop.troth.subject("member", ana).consent("newsletter")
        shop.chief.execute(CONFIRMED.encode())
        seal(shop.owner, KeyFile.make(folder / "ledger.key", "shop.example/ledger"))
        compiled, declared = promised(shop.troth.compiled(), shop.troth.files.declared, PROMISES, ATTESTED, UMBRELLA)
        yield Sound(Proven(shop.chief, shop.database.owner, compiled, declared, with_a_dispute(shop.folder)))


def promised(
    compiled: Compiled, declared: Declared, checks: Mapping[str, Any], *more: Mapping[str, Any]
) -> tuple[Compiled, Declared]:
    """A policy that promises just this: each check under the id of its promise, and what is promised otherwise."""
    checked = [{"id": name, "says": f"A promise kept by {said}", "kept_by": [said]} for name, said in checks.items()]
    promises = tuple(Promise.model_validate(each) for each in (*checked, *more))
    policy = compiled.policy.model_copy(update={"promises": promises})
    return replace(compiled, policy=policy), replace(declared, policy=policy)


def with_a_dispute(folder: Path) -> CanaryFile:
    """The canary of the marketplace, whose order is disputed."""
    file = read_canary(folder)
    assert file is not None
    carla = file.people["carla"]
    steps = (*carla.steps, Step(outside=True, run=DISPUTE))
    settled = {"outside": True, "run": "update dispute set closed_at = current_date where dispute_id = -2"}
    seen = "select 1 from orders where order_id = %(bought)s"
    scene = {
        "says": "Until it is settled a dispute opens its order",
        "steps": [
            {"for": "dispute_handling", "run": seen, "sees": 1},
            settled,
            {"for": "dispute_handling", "run": seen, "sees": 0},
        ],
    }
    scenes = {**file.scenes, "a dispute and after": type(file.scenes["an open dispute"]).model_validate(scene)}
    people = {**file.people, "carla": carla.model_copy(update={"steps": steps})}
    return file.model_copy(update={"people": people, "scenes": scenes})
