"""The ways in which Troth is broken, and which promises or tests have to notice: each theme has a file of its own."""

from __future__ import annotations

from mutations import (
    collecting,
    joint,
    letting_go,
    mistakes,
    policies,
    pseudonyms,
    readers,
    records,
    rights,
    rows,
    source,
    transit,
)
from mutations.mutation import Mutation, Noticed

MUTATIONS: dict[str, tuple[Mutation, ...]] = {
    "Rights": rights.RIGHTS,
    "Views, tables and columns": rights.VIEWS,
    "Pseudonyms": pseudonyms.PSEUDONYMS,
    "Rows of several people": joint.MUTATIONS,
    "Row policies": rows.ROWS,
    "Standing and time": rows.STANDING,
    "The ledger, versions, confirmations": records.LEDGER,
    "Mistakes in the code that sweeps, erases, copies and takes words down": mistakes.MISTAKES,
    "Rows that are let go": letting_go.LETTING_GO,
    "Agreements, safeguards and what the policy says": policies.POLICY,
    "Tickets, cases, levels, notices, a restore": readers.MUTATIONS,
    "Forms, gates, ages, and what came before": collecting.MUTATIONS,
    "On the way to the database": transit.MUTATIONS,
    "Mistakes in the source, which tests notice": source.MISTAKES,
}
"""All of them, by what is broken."""

RUNNING = tuple(each for group in MUTATIONS.values() for each in group if each.source is None)
"""Those of a running system, which promises have to notice."""

NOTICED: Noticed = {
    **rights.NOTICED,
    **pseudonyms.NOTICED,
    **joint.NOTICED,
    **rows.NOTICED,
    **records.NOTICED,
    **mistakes.NOTICED,
    **letting_go.NOTICED,
    **policies.NOTICED,
    **readers.NOTICED,
    **collecting.NOTICED,
    **transit.NOTICED,
}
"""For each, promises that must turn broken: those that speak of it. What else does is in noticed.json; see page.py."""
