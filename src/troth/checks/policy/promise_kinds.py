"""The kinds of checks that can keep a promise, and what each is applied to.

Made by tools/make_reference.py from the files of verify/proofs/: change those, not this.
"""
# ruff: noqa: E501
# fmt: off

from __future__ import annotations

from collections.abc import Mapping

from troth.policy.kept_by import Takes, takes

KINDS: Mapping[str, Takes] = {
    "acceptance": takes("terms"),
    "access": takes("category", one_of=("everything",)),
    "age": takes("subject"),
    "aggregate": takes("aggregate"),
    "agreement": takes("recipient", one_of=("everyone",)),
    "aims": takes(one_of=("everything",)),
    "announced": takes(one_of=("everything", "erasure", "withdrawal", "objection")),
    "card_numbers": takes("table", one_of=("everything",)),
    "child": takes("subject"),
    "collection": takes("category", purposes="purpose"),
    "contact": takes(one_of=("controller", "dpo", "authority", "representative")),
    "copy": takes(of="category", one_of=("access", "port")),
    "correction": takes("category", one_of=("everything",)),
    "deadline": takes(of="event", by="event", within="words"),
    "decided": takes("decision", one_of=("everything",)),
    "disclosure": takes("recipient", one_of=("everyone",)),
    "earlier": takes("purpose"),
    "elsewhere": takes("system"),
    "encryption": takes(one_of=("connections",)),
    "enforced": takes(one_of=("everything",)),
    "erasure": takes("category", part="category", one_of=("everything", "a child")),
    "form": takes("form"),
    "hold": takes("hold"),
    "identity": takes("gate"),
    "ledger": takes(one_of=("sealed", "standing", "disclosures", "erasures", "policy", "verifications", "attestations")),
    "lock": takes("recipient"),
    "logins": takes(one_of=("safe",)),
    "needs": takes("purpose"),
    "never": takes(categories="words", one_of=("special", "criminal", "sale", "recipients")),
    "notice": takes("purpose"),
    "objection": takes("purpose"),
    "only": takes(bases="basis", purposes="purpose", recipients="recipient or none", categories="category", aggregates="recipient", staff="staff", of="category"),
    "opening": takes("purpose"),
    "order": takes("recipient"),
    "origin": takes("table"),
    "period": takes("recipient"),
    "precision": takes("category"),
    "promises": takes("promise"),
    "pseudonym": takes("purpose", "recipient"),
    "purpose": takes("purpose"),
    "recipient": takes("recipient", one_of=("everyone",)),
    "request": takes(asks="words", one_of=("in_time", "identity", "refusals")),
    "restore": takes(one_of=("noticed",)),
    "restriction": takes("purpose", one_of=("everything",)),
    "retention": takes("purpose", "category", of="category", at_most="words"),
    "safeguard": takes("recipient", one_of=("everyone",)),
    "scene": takes("words"),
    "staff": takes("staff", purposes="purpose", one_of=("everyone",)),
    "tensions": takes(one_of=("recorded",)),
    "ticket": takes("recipient"),
    "told": takes("recipient", one_of=("everyone",)),
    "transfer": takes("recipient"),
    "unmapped": takes(one_of=("nothing",)),
    "version": takes(one_of=("in force",)),
    "withdrawal": takes("purpose"),
}
"""For each kind, what a word alone names, and the parts that it knows."""
