"""A small club that signs people up by plan and country, checks who they are, and keeps what they say about others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from opening import write_files
from troth.verify.canary import CanaryFile, read_canary

TABLES = """
create table member (
  member_id bigint generated always as identity primary key, plan text not null default 'basic', country text,
  full_name text, email text, phone text, born date, terms_version int, note text, level text not null default 'new',
  created_at timestamptz not null default now());
create table document (
  document_id bigint generated always as identity primary key, member_id bigint not null references member,
  sort text not null, holder text, expires date, issued_at timestamptz);
create index on document (member_id);
create table friend (
  friend_id bigint generated always as identity primary key, member_id bigint not null references member,
  email text, reason text not null, origin text not null, source text, obtained_on date);
create index on friend (member_id);
"""

POLICY: dict[str, Any] = {
    "policy": "club",
    "version": 2,
    "effective": "2020-01-01",
    "time_zone": "Europe/Vienna",
    "controller": {"name": "The Club", "contact": "privacy@club.example", "country": "AT", "dpo": "dpo@club.example"},
    "subjects": {"member": {"says": "Members of the club", "minimum_age": 14}},
    "consent_age": 16,
    "categories": {
        "identity.name": "Full name", "identity.birth": "Date of birth", "contact.email": "E-mail address",
        "contact.phone": "Telephone number", "document": "Papers", "note": "What members tell us",
        "health": {"says": "Illnesses", "special": True},
    },
    "never": ["special"],
    "agreements": {"terms": {"says": "The rules of the club", "version": 3, "since": "2026-01-01"}},
    "purposes": {
        "sign_up": {"says": "Let people join", "basis": "contract", "uses": ["identity.*", "contact.*", "note"],
                    "may": ["read", "add"], "keep": "5 years after joined", "on_erasure": "end"},
        "care": {"says": "Look after members", "basis": "contract",
                 "uses": ["identity.*", "contact.*", "note", "document"], "may": ["read", "change"],
                 "keep": "nothing", "on_erasure": "end"},
        "service": {"says": "Serve members", "basis": "contract", "uses": ["identity.name"], "keep": "nothing",
                    "on_erasure": "end", "needs": [{"agreement": "terms"}]},
        "papers": {"says": "See who members are", "basis": "legal_obligation", "law": "Clubs act",
                   "uses": ["document"], "may": ["read", "add"], "keep": "5 years after joined"},
        "letter": {"says": "Write to members", "basis": "consent", "uses": ["contact.email"], "needs": ["confirmed"]},
        "invite": {"says": "Invite friends once", "basis": "legitimate_interest", "interest": "Friends join friends",
                   "uses": ["contact.email"], "may": ["read", "add"], "keep": "1 year after joined"},
        "survey": {"says": "Ask members what they like", "basis": "legitimate_interest", "interest": "To do better",
                   "uses": ["contact.phone"], "keep": "{survey_days} after joined",
                   "new": {"version": 2, "since": "2026-11-15", "for_earlier": "notified"}},
    },
    "decide": {"survey_days": {"asks": "How long answers are used", "value": 90, "unit": "days",
                               "decided_by": "The board", "on": "2026-11-10"}},
    "recipients": {
        "printer": {"says": "Prints our letters", "role": "processor", "country": "DE", "for": "letter",
                    "receives": ["contact.email"], "agreement": {"signed": "2026-01-01", "expires": "2030-01-01"}},
    },
    "forms": {
        "joining": {
            "says": "Join the club", "for": "sign_up",
            "takes": {"identity.name": "required", "contact.email": "required", "contact.phone": "optional",
                      "identity.birth": "required"},
            "without": {"contact.email": "nobody could tell you when we meet"},
            "when": [{"plan": "gold", "takes": {"contact.phone": "required"}}],
            "offered": [{"plan": ["basic", "gold"]}],
        },
    },
}  # fmt: skip

MAP: dict[str, Any] = {
    "tables": {
        "member": {
            "subject": "member", "refuse": ["card_numbers"], "collected": "created_at",
            "columns": {"plan": "plain", "country": "plain", "full_name": "identity.name", "email": "contact.email",
                        "phone": "contact.phone", "born": "identity.birth", "terms_version": "plain", "note": "note",
                        "level": "plain", "created_at": "plain"},
        },
        "document": {
            "owners": {"member": {"member": "member_id"}},
            "columns": {"sort": "document", "holder": "document", "expires": "document",
                        "issued_at": "document"},
        },
        "friend": {
            "owners": {"member": {"member": "member_id"}}, "only_for": "reason",
            "origin": {"in": "origin", "source": "source", "at": "obtained_on"},
            "columns": {"email": {"holds": "contact.email", "from": "another"}, "reason": "plain", "origin": "plain",
                        "source": "plain", "obtained_on": "plain"},
        },
    },
    "events": {"joined": "member.created_at"},
    "forms": {"joining": {"table": "member", "by": {"plan": "plan"}}},
    "age": {"member": {"born": "member.born"}},
    "gates": {
        "known": {
            "table": "member", "when": "level = 'known'",
            "needs": [{"count": "document", "distinct": "sort", "where": "expires > today", "at_least": 2},
                      {"exists": "document", "same": {"holder": "full_name"}, "says": "a paper in the member's name"},
                      {"age": 18}],
        },
        "fresh": {
            "table": "member", "when": "level = 'fresh'",
            "needs": [{"exists": "document", "fresh": "1 day", "at": "issued_at"}],
        },
        "prompt": {
            "table": "member", "when": "level = 'prompt'",
            "needs": [{"exists": "document", "fresh": "1 day", "at": "issued_at", "to": "created_at"}],
        },
    },
}  # fmt: skip


def write_club(folder: Path) -> Path:
    """The two files of the club, in a folder."""
    return write_files(folder, POLICY, MAP)


JOIN = (
    "insert into member (full_name, email, born, plan)"
    " values ('Ana Canary', 'ana@canary.example', '1990-01-01', 'basic') returning member_id"
)
PAPER = (
    "insert into document (member_id, sort, holder, expires) values (%(member_id)s, '{}', 'Ana Canary', '2999-01-01')"
)
PAPERS = [{"for": "papers", "run": PAPER.format(sort)} for sort in ("passport", "licence")]
CANARY: dict[str, Any] = {
    "people": {"ana": {"kind": "member", "key": ["member_id"], "steps": [{"for": "sign_up", "run": JOIN}, *PAPERS]}}
}


def canary_of_the_club(folder: Path) -> CanaryFile | None:
    """The canary of the club, written beside its two files and read again."""
    (folder / "canary.yaml").write_text(yaml.safe_dump(CANARY))
    return read_canary(folder)
