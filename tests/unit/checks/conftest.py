"""A sound policy and data map, and what the checks say once a test has spoiled them in one place."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from troth.checks import check_declared, declare
from troth.documents import parse_document
from troth.findings import Level

HERE = Path(__file__).parent


def spoiled(file: str, changes: Mapping[str, str], added: str = "") -> bytes:
    text = (HERE / file).read_text("utf-8")
    for old, new in changes.items():
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        text = text.replace(old, new)
    return (text + added).encode()


@pytest.fixture
def found() -> Callable[..., str]:
    """The findings about the two files after some replacements and additions, as they are printed, without notes."""

    def check(
        *,
        policy: Mapping[str, str] | None = None,
        tables: Mapping[str, str] | None = None,
        added_to_policy: str = "",
        added_to_tables: str = "",
        notes: bool = False,
    ) -> str:
        declared = declare(
            parse_document(spoiled("policy.yaml", policy or {}, added_to_policy), "policy.yaml"),
            parse_document(spoiled("tables.yaml", tables or {}, added_to_tables), "tables.yaml"),
        )
        shown = [finding for finding in check_declared(declared) if notes or finding.level is not Level.NOTE]
        return "".join(f"{finding}\n" for finding in shown)

    return check
