"""The policy under which Troth keeps the records: a purpose for each of the benchmark, one to take in, one to serve."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bench.gdpr.operations import Operation
from bench.gdpr.records import COUNTS

HANDLING = ("obj", "dec", "acl", "shr", "src", "cat")
"""The fields that say how data is handled. Purpose, person and life are not among them: they are the row's own."""

RECORDING, SERVING = "recording", "serving"
KEEP = "0 days after expired"


def work(number: int) -> str:
    """The purpose of records with this number."""
    return f"work_{number % COUNTS['pur']}"


def purpose_of(operation: Operation) -> str:
    """For which purpose an operation is done."""
    if operation.kind == "insert":
        return RECORDING
    own = operation.kind.startswith("read") and (operation.by == "pur" or operation.name == "read")
    return work(operation.number) if own else SERVING


def policy() -> dict[str, Any]:
    """`policy.yaml`."""
    contract = {"basis": "contract", "uses": ["data", "handling.*"], "keep": KEEP, "on_erasure": "end"}
    purposes: dict[str, Any] = {
        RECORDING: {"says": "Take in records", "may": ["read", "add"], **contract},
        SERVING: {"says": "Serve the people themselves", "may": ["read", "change", "remove"], **contract},
    }
    for number in range(COUNTS["pur"]):
        purposes[work(number)] = {
            "says": f"Work for purpose {number}",
            "basis": "legitimate_interest",
            "interest": "The benchmark's",
            "uses": ["data", "handling.*"],
            "while": f"collected for purpose {number}",
            "keep": KEEP,
        }
    return {
        "policy": "gdpr",
        "version": 1,
        "effective": "2026-01-01",
        "time_zone": "Europe/Berlin",
        "controller": {"name": "A benchmark", "contact": "privacy@bench.example", "country": "DE"},
        "subjects": {"person": {"says": "People in the benchmark"}},
        "categories": {"data": "A hundred bytes", **{f"handling.{f}": f"How data is handled: {f}" for f in HANDLING}},
        "purposes": purposes,
    }


def data_map() -> dict[str, Any]:
    """`tables.yaml`."""
    plain = dict.fromkeys(("pur", "ttl", "expires_at", "at"), "plain")
    said = {field: f"handling.{field}" for field in HANDLING}
    owner = {"person": {"person": "usr"}}
    erase = {field: {"holds": category, "erase": {"set": "-"}} for field, category in said.items()}
    return {
        "tables": {
            "person": {"subject": "person", "columns": {"registered_at": "plain"}},
            "handling": "plain",
            "record": {
                "owners": owner,
                "columns": {**plain, **erase, "data": {"holds": "data", "erase": {"set": "-"}}},
            },
        },
        "links": {"record.usr": "person.usr"},
        "events": {"expired": "record.expires_at"},
        "conditions": {
            f"collected for purpose {number}": {"table": "record", "where": f"pur = 'purpose{number}'"}
            for number in range(COUNTS["pur"])
        },
    }


def write_files(folder: Path) -> Path:
    """Both files in a folder, as any company has them (JSON is YAML too)."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "policy.yaml").write_text(json.dumps(policy(), indent=1))
    (folder / "tables.yaml").write_text(json.dumps(data_map(), indent=1))
    return folder
