"""Broken in what is collected: a form that takes anything, a gate that is open, a purpose that sees what was before."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from databases import Server
from integration.collecting.club import TABLES, canary_of_the_club, write_club
from mutations.mutation import Mutation, Noticed
from mutations.sound import Sound, promised
from opening import opened
from proving import Proven

CLUB = "club"
"""The system that is broken here."""

PROMISES: Mapping[str, Any] = {
    "form-1": {"form": "joining"},
    "identity-1": {"identity": "known"},
    "age-1": {"age": "member"},
    "acceptance-1": {"acceptance": "terms"},
    "earlier-1": {"earlier": "survey"},
    "needs-2": {"needs": "letter"},
}


def _open(*policies: str, command: str = "update") -> str:
    using = "using (true) with check (true)" if command == "update" else "with check (true)"
    return "; ".join(f'alter policy "{policy}" on member {using}' for policy in policies)


def here(name: str, sql: str) -> Mutation:
    return Mutation(name, sql=(sql,), unseen=True, system=CLUB)


FORM = [f"club_sees_sign_up_insert: form joining {category}" for category in ("contact.email", "note")]
GATE = [f"club_sees_care_update: gate known {number}" for number in (1, 2)]

MUTATIONS = (
    here("a form takes what it never takes, and does without what it requires", _open(*FORM, command="insert")),
    here("a gate is open to who lacks what it lists", _open(*GATE)),
    here("nobody is too young", _open("club_sees_sign_up_insert: age member", command="insert")),
    here("who has not accepted the terms is served", "alter policy club_sees_service_select on member using (true)"),
    here("a later purpose sees what came before it", "alter policy club_sees_survey_select on member using (true)"),
    here("a consent need not be confirmed", "alter policy club_sees_letter_select on member using (exists ("
         "select from troth.consent_member c where c.subject = member_id and c.purpose = 'letter'))"),
)  # fmt: skip

NOTICED: Noticed = {
    "a form takes what it never takes, and does without what it requires": ("form-1",),
    "a gate is open to who lacks what it lists": ("identity-1",),
    "nobody is too young": ("age-1",),
    "who has not accepted the terms is served": ("acceptance-1",),
    "a later purpose sees what came before it": ("earlier-1",),
    "a consent need not be confirmed": ("needs-2",),
}


@contextlib.contextmanager
def club_system(server: Server, folder: Path) -> Iterator[Sound]:
    """A club that takes people in by a form, checks who they are, and wrote to some of them before."""
    privacy = write_club(folder / "privacy")
    with opened(server, privacy, TABLES) as made:
        made.owner.execute(
            "insert into member (full_name, email, phone, born, created_at)"
            " values ('Old Member', 'old@example.org', '1', '1990-01-01', '2020-01-01')"
        )
        compiled, declared = promised(made.troth.compiled(), made.troth.files.declared, PROMISES)
        yield Sound(Proven(made.chief, made.database.owner, compiled, declared, canary_of_the_club(privacy)))
