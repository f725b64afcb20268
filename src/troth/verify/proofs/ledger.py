"""What is done is recorded in a ledger that nobody can change unseen: its tree, its signatures, and the deeds in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from psycopg import sql

from troth.ledger.audit import audit
from troth.ledger.export import export
from troth.policy.kept_by import Argument, takes
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.trying import refusal

KIND = "ledger"
DEEDS: Mapping[str, tuple[str, ...]] = {
    "standing": (
        "consent",
        "withdraw",
        "object",
        "uphold",
        "refuse",
        "restrict",
        "lift",
        "begin",
        "end",
        "hold",
        "release",
    ),
    "disclosures": ("disclosure", "disclosed"),
    "erasures": ("erased", "swept"),
    "policy": ("policy applied",),
    "verifications": ("verified",),
    "attestations": ("attested",),
}
"""What can be asked for by name, and the words that entries about it begin with."""
ARGUMENT = takes(one_of=("sealed", *DEEDS))


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """Nobody may change an entry; what was sealed is what was signed; the deeds that were asked for are in it."""
    yield _only_added(look)
    yield from _sealed(look)
    for word in (word for _, words in argument.parts for word in words if word in DEEDS):
        yield from _deeds(look, word)


def _only_added(look: Look) -> Evidence:
    names = look.compiled.names
    tables = ("ledger_entry", "ledger_leaf", "ledger_checkpoint")
    queries = ["delete from {} where false", "truncate {}"]
    tries = [(names.desk, sql.SQL(query).format(sql.Identifier("troth", t))) for t in tables for query in queries]
    change = sql.SQL("update {} set entry = entry where false").format(sql.Identifier("troth", "ledger_entry"))
    tries.append((names.desk, change))
    let_in = [query.as_string(look.connection) for role, query in tries if refusal(look, role, query) is None]
    says = (
        f"{names.desk} may {'; '.join(let_in)}"
        if let_in
        else f"{names.desk}, which writes it, may change and remove nothing"
    )
    return Evidence(kept=not let_in, says=says, how="set role, then update, delete, truncate", count=len(tries))


def _sealed(look: Look) -> Iterator[Evidence | Unproved]:
    row = look.rows("proof sealed")[0]
    if not row["checkpoints"]:
        yield Unproved(says="nothing of the ledger was sealed yet: troth ledger seal")
        return
    wrong = look.rows("proof leaves that differ")
    says = f"entries differ from what was sealed: {len(wrong)}, the first at place {wrong[0]['place']}" if wrong else (
        f"{row['leaves']} sealed entries have the hashes that were signed for"
    )  # fmt: skip
    yield Evidence(kept=not wrong, says=says, how="sha256 of each entry, against its leaf", count=row["leaves"])
    with TemporaryDirectory(prefix="troth-") as folder:
        path = Path(folder) / "ledger.jsonl"
        export(look.connection, path)
        report = audit(path)
    says = (
        str(report.findings[0].message)
        if report.findings
        else f"{report.entries} entries under {report.checkpoints} signed checkpoints"
    )
    yield Evidence(kept=report.sound, says=says, how="troth ledger export, then audit", count=report.entries)


def _deeds(look: Look, word: str) -> Iterator[Evidence | Unproved]:
    counts = {said: look.rows("proof entries", {"word": f'%"what":"{said}"}}'})[0]["count"] for said in DEEDS[word]}
    found = {said: count for said, count in counts.items() if count}
    total = sum(found.values())
    if not total:
        yield Unproved(says=f"there is no entry about {word} yet")
        return
    said = ", ".join(f"{count} {name}" for name, count in found.items())
    yield Evidence(kept=True, says=f"the ledger has {said}", how="troth.ledger_entry", count=total)
