# ruff: noqa: E501
"""Broken in what was written down: the ledger, which version was applied, what was disclosed, who confirmed what."""

from __future__ import annotations

from mutations.mutation import Noticed, statement

EARLIER = "insert into troth.deployment (id, policy, prefix, version, policy_file, tables_file, at) overriding system value values (0, 'k7tracks', 'k7tracks', 2, '', '', '2020-01-01')"

LEDGER = (
    statement("an entry is changed", "update troth.ledger_entry set entry = replace(entry, 'newsletter', 'offers')"),
    statement("an entry is taken out", "delete from troth.ledger_entry where entry like '%\"what\":\"consent\"%'"),
    statement("a hash is changed with its entry", "update troth.ledger_entry set entry = replace(entry, 'newsletter', 'offers'); update troth.ledger_leaf l set hash = sha256('\\x00'::bytea || convert_to(e.entry, 'UTF8')) from troth.ledger_entry e where e.id = l.entry"),
    statement("a checkpoint is changed", "update troth.ledger_checkpoint set note = replace(note, 'shop', 'shoq')"),
    statement("the desk may change entries", "grant update on troth.ledger_entry to k7tracks_desk"),
    statement("the desk may empty the ledger", "grant truncate on troth.ledger_leaf to k7tracks_desk"),
    statement("nothing was ever said", "delete from troth.ledger_leaf; delete from troth.ledger_entry; delete from troth.ledger_checkpoint"),
    statement("another version was applied", "insert into troth.deployment (policy, prefix, version, policy_file, tables_file) values ('k7tracks', 'k7tracks', 9, '', '')"),
    statement("the text of the policy is changed afterwards", "update troth.deployment set policy_file = policy_file || ' '"),
    statement("something was disclosed to a stranger", "insert into troth.disclosure (recipient, because, actor, country, categories, people, rows, digest, policy_version) values ('a stranger', 'x', 'ana', 'DE', '[]', 1, 1, '', 3)"),
    statement("what no recipient gets was disclosed", "insert into troth.disclosure (recipient, because, actor, country, categories, people, rows, digest, policy_version) values ('carrier', 'x', 'ana', 'DE', '[\"device.ip\"]', 1, 1, '', 3)"),
    statement("nobody was told of a new version", EARLIER),
    statement("a confirmation has run out", "update troth.attestation set until = current_date - 1"),
)  # fmt: skip

NOTICED: Noticed = {
    "an entry is changed": ("ledger-1",),
    "an entry is taken out": ("ledger-1",),
    "a hash is changed with its entry": ("ledger-1",),
    "a checkpoint is changed": ("ledger-1",),
    "the desk may change entries": ("ledger-1",),
    "the desk may empty the ledger": ("ledger-1",),
    "nothing was ever said": ("version-1",),
    "another version was applied": ("version-1",),
    "the text of the policy is changed afterwards": ("version-1",),
    "something was disclosed to a stranger": ("never-2",),
    "what no recipient gets was disclosed": ("only-3",),
    "nobody was told of a new version": ("notice-1",),
    "a confirmation has run out": ("walls-1",),
}
