# ruff: noqa: E501
"""Mistakes made on purpose in Troth's source, each in one place: histories that are played on it must notice them.

`python tests/properties/mutants.py` makes each in a copy of the source, plays histories on that copy and tells what was
noticed; with words, of those mistakes alone whose names hold one of them. What no history notices a scenario must. It
takes long, so it is run by hand; a test sees that each mistake still fits the source. Companies are those of continuous
integration; CI=no invents others.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "troth"
HISTORIES = "tests/properties/test_histories.py"
TESTS: dict[str, tuple[str, ...]] = {
    "make test": ("40", HISTORIES, "-k", "a_history_is"),
    "make slow": ("60", HISTORIES, "-k", "long_histories"),
    "scenarios": ("1", "tests/scenarios"),
}
"""What is played, one after another until a mistake is noticed, and of how many examples."""


@dataclass(frozen=True)
class Mutant:
    """One mistake: in this file, `instead` stands where `right` stood, once."""

    name: str
    file: str
    right: str
    instead: str

    def make(self, copy: Path) -> None:
        """Make the mistake in a copy of the source."""
        file = copy / self.file
        file.write_text(file.read_text("utf-8").replace(self.right, self.instead), "utf-8")


ENDING, SUBJECT = "erasure/ending.py", "standing/subject.py"
LATER, STANDING = "erasure/later_word.py", "postgres/sql/standing.sql"
ERASURE, NEED = "postgres/sql/erasure.sql", "compiler/needed/need.py"
AGAIN = (
    'AGAIN = ("withdraw", "object", "end", "uphold", "restrict", "child", "disagree", "disapprove", "hold", "erase")'
)

MUTANTS = (
    Mutant(
        "an erasure ends no consent", ENDING,
        "_ENDING = (Basis.CONSENT, Basis.LEGITIMATE_INTEREST)", "_ENDING = (Basis.LEGITIMATE_INTEREST,)",
    ),
    Mutant(
        "an erasure lets legitimate interest go on", ENDING,
        "_ENDING = (Basis.CONSENT, Basis.LEGITIMATE_INTEREST)", "_ENDING = (Basis.CONSENT,)",
    ),
    Mutant("an erasure lets contracts go on", ENDING, ' or purpose.on_erasure == "end"', ""),
    Mutant("an erasure lifts restrictions on account of claims", ERASURE, "(r.ground <> 'claims' or not %(claims)s)", "true"),
    Mutant("an erasure in part hides nothing", "erasure/erase.py", "if not self.erasing.categories:", "if True:"),
    Mutant(
        "a second erasure ends everything again", ERASURE,
        "unnest(%(hides)s::text[]) as s (scope)\n      on conflict do nothing",
        "unnest(%(hides)s::text[]) as s (scope)\n      on conflict ({columns}, scope, cause, reference) do update set until = null",
    ),
    Mutant(
        "an objection ends nothing", SUBJECT,
        'self._hide(book, [purpose], "ended")\n            book.write("object"', 'book.write("object"',
    ),
    Mutant("an objection that is pending keeps nothing", NEED, 'yield Reason("objection", "", self.objected(row, owner, objected))', "pass"),
    Mutant(
        "a restriction is not in force", SUBJECT,
        'book.run("standing hide", scopes=list(hidden), cause="restriction"', 'book.run("standing hide", scopes=[], cause="restriction"',
    ),
    Mutant("a restriction keeps nothing", NEED, 'yield Reason("restriction", "", self.restricted(row, table, owner, category))', "pass"),
    Mutant("a hold on a person keeps nothing", NEED, "return both([self._once(exists([holds], [TRUE])), self.live.counts(owner, row), found])", "return FALSE"),
    Mutant("a hold on a row keeps nothing", NEED, "return [relation for relation, way in found if way is not None", "return [relation for relation, way in found if way is False"),
    Mutant("a child that is found leaves a contract", "compiler/scopes.py", "said.basis is not Basis.LEGAL_OBLIGATION", "said.basis not in (Basis.LEGAL_OBLIGATION, Basis.CONTRACT)"),
    Mutant("a purpose that begins opens all that have ended", STANDING, "and (h.scope = any (%(scopes)s::text[])\n", "and (h.cause = 'ended'\n"),
    Mutant("a lock is not asked for", "compiler/live/grounds_and_locks.py", "return found + _agreed(live, name, row, owner, [need for need in needs if need not in written])", "return found"),
    Mutant("a withdrawal leaves the confirmation", STANDING, "unnest(%(purposes)s::text[]) as u(purpose)))", "unnest(%(purposes)s::text[]) as u(purpose) where false))"),
    Mutant("a sweep spares a table", "retention/sweep.py", "for group in survey.groups:", "for group in survey.groups[1:]:"),
    Mutant(
        "an erasure leaves confirmations", ERASURE,
        "unnest(%(ends)s::text[]) as e (purpose)))", "unnest(%(ends)s::text[]) as e (purpose) where false))",
    ),
    Mutant("an erasure leaves pending objections", ERASURE, "h.cause = 'objection' and h.scope = any (%(ends)s::text[])", "false"),
    Mutant("an erasure in part ends what one for everything ends", ENDING, "if erasing.categories:\n        return Ended", "if False:\n        return Ended"),
    Mutant("an erasure in part keeps nothing for others in the row", NEED, 'return sql.SQL("({}) is not true").format(both([self.live.counts(owner, row), theirs]))', "return FALSE"),
    Mutant("whoever was erased whole is not forgotten", "erasure/erase.py", "if any(each.table == own and each.deleted for each in gone):", "if False:"),
    Mutant("a restriction that is lifted lifts the others", STANDING, "where ({of_r}) = ({of_p}) and r.id = any (%(ids)s::bigint[])", "where ({of_r}) = ({of_p})"),
    Mutant("a restriction that is lifted hides on", STANDING, "h.cause = 'restriction' and h.reference = l.id", "h.cause = 'restriction' and h.reference <> l.id"),
    Mutant("a restriction that has ended keeps", NEED, "conditions = [self.live.still(), either(covers_it)]", "conditions = [either(covers_it)]"),
    Mutant("a restriction of some categories keeps all", NEED, "array['row', 'purposes', 'categories']", "array['row', 'purposes']"),
    Mutant("a hold that has ended keeps", NEED, '"{} ?| {} and {}").format(_X.column("keeps"), sql.Literal(wanted), self.live.still())', '"{} ?| {}").format(_X.column("keeps"), sql.Literal(wanted))'),
    Mutant("a hold of the policy keeps nothing", NEED, "for name in self.holding(table, owner, category):", "for name in ():"),
    Mutant("a consent opens nothing that an objection closed", STANDING, "h.cause <> 'child' and pg_catalog.split_part", "h.cause = 'restriction' and pg_catalog.split_part"),
    Mutant("an objection to marketing ends the one purpose", SUBJECT, "all_of_it = marketing(self._desk.policy)", "all_of_it = (purpose,)"),
    Mutant("an objection that is upheld ends nothing", SUBJECT, 'self._hide(book, [purpose], "ended")\n            book.write("uphold"', 'book.write("uphold"'),
    Mutant("a sweep asks only the first owner of a cell", NEED, "owners = [table.owners[name] for name in column.owners if name in table.owners]", "owners = [table.owners[name] for name in column.owners if name in table.owners][:1]"),
    Mutant("after a restore what was begun again is ended again", LATER, '    "begin": _of_purpose("object", "uphold", "end"),\n', ""),
    Mutant("after a restore an erasure in part is one of everything", "erasure/replay.py", 'tuple(word.detail.get("categories") or ())', "()"),
    *(
        Mutant(f"after a restore no `{word}` is said again", LATER, AGAIN, AGAIN.replace(f'"{word}", ', "").replace(f', "{word}")', ")"))
        for word in ("withdraw", "object", "restrict", "hold", "erase")
    ),
)  # fmt: skip


def played(mutant: Mutant | None) -> str:
    """What was noticed of the source with this mistake in it, in a line, and by what; nothing if nothing was."""
    with TemporaryDirectory(prefix="troth-mutant-") as folder:
        copy = Path(folder) / "troth"
        shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__"))
        if mutant is not None:
            mutant.make(copy)
        told = ((by, _told(folder, examples, tests)) for by, (examples, *tests) in TESTS.items())
        return next((f"{by}: {said}" for by, said in told if said), "")


def _told(folder: str, examples: str, tests: list[str]) -> str:
    """What tests say of the source in a folder."""
    settings = {"CI": "true", "TROTH_SHRINK": "no", "TROTH_EXAMPLES": examples} | os.environ
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n", "0", *tests]
    done = subprocess.run(
        command, cwd=ROOT, env=settings | {"PYTHONPATH": folder}, capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else _noticed(done.stdout)


def _noticed(output: str) -> str:
    """The line that says what was otherwise than it should be; or else the first of an error."""
    errors = [line.strip("| ") for line in output.splitlines() if line.strip("| ").startswith("E ")]
    told = [line for line in errors if line.removeprefix("E").strip().startswith("assert")] or errors or [output]
    return told[0].removeprefix("E").strip()


def main(words: list[str]) -> int:
    chosen = [mutant for mutant in MUTANTS if not words or any(word in mutant.name for word in words)]
    unnoticed = 0
    for mutant in (None, *chosen):
        told = played(mutant)
        unnoticed += mutant is not None and not told
        sys.stdout.write(f"{mutant.name if mutant else 'no mistake'}: {told[:160] or 'NOTHING NOTICED'}\n")
        sys.stdout.flush()
    sys.stdout.write(f"{len(chosen) - unnoticed} of {len(chosen)} noticed\n")
    return int(unnoticed > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
