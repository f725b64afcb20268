# ruff: noqa: E501
"""How the tests of promises and tensions spoil the sound policy: one claim in place of another, a tension at the end."""

from __future__ import annotations

from collections.abc import Callable

KEPT = "kept_by: [withdrawal: newsletter]"
LAST = '    says: "This page explains what we do."\n    informs: true\n'


def with_tension(**changes: str) -> dict[str, str]:
    """The changes that add a tension at the end of the policy."""
    said = {
        "id": "strings-t1", "between": "[marketing-1, access-1]", "grade": "strain", "says": '"They pull"',
        "reading": '"Read so"', "signed_by": '"Head of privacy"', "on": "2026-10-02", "shown_by": "[withdrawal: newsletter]",
    } | changes  # fmt: skip
    lines = "\n    ".join(f"{key}: {value}" for key, value in said.items() if value)
    return {LAST: LAST + f"tensions:\n  - {lines}\n"}


def clashes(found: Callable[..., str], claim: str, code: str, says: str, *, level: str = "error") -> None:
    """The claim is contradicted by the policy, and a note once a tension about it was signed."""
    said = found(policy={KEPT: f"kept_by: [{claim}]"})
    assert f"{code} {level}: `marketing-1` promises `{claim}`, {says}" in said, said
    assert "the policy contradicts itself" in said
    signed = found(policy={KEPT: f"kept_by: [{claim}]"} | with_tension(), notes=True)
    assert f"{code} note: `marketing-1` promises" in signed
    assert "(read as the tension `strings-t1` says)" in signed


def holds(found: Callable[..., str], claim: str) -> None:
    """Nothing in the policy contradicts the claim."""
    assert found(policy={KEPT: f"kept_by: [{claim}]"}) == ""
