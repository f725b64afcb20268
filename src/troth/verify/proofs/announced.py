"""Using a right ends no more than what was said before: the outcome against what the plan or the word named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from psycopg import sql

from troth.compiler.rows import Row, equal, qualified
from troth.erasure.erase import Erasure
from troth.erasure.plan import Erasing, ErasurePlan, Receipt
from troth.errors import Stale
from troth.policy.kept_by import Argument, takes
from troth.postgres.taken_back import taken_back
from troth.retention.decision import Gone
from troth.verify.canary.erasing import company_path
from troth.verify.canary.meeting import canary_of, opened_to
from troth.verify.canary.playing import ACTOR, Canary, Played
from troth.verify.canary.sight import Held, held, sees
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look
from troth.verify.reach import door_of

KIND = "announced"
EVERYTHING, RIGHTS = "everything", ("erasure", "withdrawal", "objection")
ARGUMENT = takes(one_of=(EVERYTHING, *RIGHTS))
NEEDS = "canary"


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """Canaries whom windows see use each right: which windows lose them then, against what was named before."""
    canary, asked = canary_of(look), argument.all("words")
    if isinstance(canary, Unproved):
        yield canary
        return
    rights = RIGHTS if EVERYTHING in asked else asked
    for person in canary.people():
        with look.connection.transaction(force_rollback=True):
            for name in look.compiled.policy.purposes:
                opened_to(canary, person, name)
            yield from _Announced(look, canary, person).of(rights)


class _Announced:
    """One person for whom every purpose is open, and what each of them sees."""

    def __init__(self, look: Look, canary: Canary, person: Played) -> None:
        self.look, self.canary, self.person = look, canary, person
        self.keys: Held = held(canary, person)
        self.doors = {name: door_of(look, name) for name in look.compiled.policy.purposes}
        self.before = self._seeing(self.doors)

    def _seeing(self, names: Iterable[str]) -> frozenset[str]:
        """Those of these purposes that see something of the person now."""
        return frozenset(
            name for name in names if sees(self.canary, self.doors[name], self.person, self.keys, again=True).count
        )

    def of(self, rights: tuple[str, ...]) -> Iterator[Evidence | Unproved]:
        if not self.before:
            yield Unproved(says=f"no window sees anything of `{self.person.name}`")
            return
        if "erasure" in rights:
            yield from self._erasure()
        purposes = self.look.compiled.policy.purposes
        if "withdrawal" in rights:
            yield self._each("withdraw", [name for name in sorted(self.before) if purposes[name].asks_consent])
        if "objection" in rights:
            may = [name for name in sorted(self.before) if purposes[name].basis == "legitimate_interest"]
            yield self._each("object", [name for name in may if not purposes[name].direct_marketing])

    # -- a word about one purpose ------------------------------------------------------------------------------------

    def _each(self, word: str, names: list[str]) -> Evidence:
        """Saying it of one purpose takes no other away."""
        worse = []
        for name in names:
            with taken_back(self.look.connection):
                self.canary.say(self.person, word, name)
                others = self.before - {name}
                worse += [f"{name} ended {other}" for other in sorted(others - self._seeing(others))]
        says = (
            f"more ended than was said: {', '.join(worse)}"
            if worse
            else f"`{word}` of each of {len(names)} purposes takes `{self.person.name}` from that one alone"
        )
        how = f"the desk; the rows that {len(self.before)} windows show, before and after"
        return Evidence(kept=not worse, says=says, how=how, count=len(names))

    # -- an erasure --------------------------------------------------------------------------------------------------

    def _erasure(self) -> Iterator[Evidence]:
        with taken_back(self.look.connection), company_path(self.canary):
            plan = self._plan()
            receipt = self._do(plan)
            lost = self.before - self._seeing(self.before)
        same = receipt.counts == plan.counts and receipt.ended == plan.ended
        rows = sum(count for _, count in plan.counts.rows)
        says = f"the plan names {len(plan.ended.purposes)} purposes that end and {rows} rows that go; " + (
            "the erasure does just that" if same else "the erasure does something else"
        )
        yield Evidence(kept=same, says=says, how="the plan against the receipt", count=rows)
        yield self._lost(plan, lost)
        if plan.gone:
            yield self._bound()

    def _lost(self, plan: ErasurePlan, lost: frozenset[str]) -> Evidence:
        """What stops is a purpose that the plan says ends, or one whose rows the plan says go."""
        gone = {each.table for each in plan.gone}
        silent = [
            name
            for name in sorted(lost - set(plan.ended.purposes))
            if not gone.intersection(self.doors[name].window.tables)
        ]
        says = (
            f"also stopped, and the plan does not say so: {', '.join(silent)}"
            if silent
            else f"{len(lost)} of {len(self.before)} purposes stop for `{self.person.name}`, each as the plan says"
        )
        return Evidence(kept=not silent, says=says, how="the rows that each window shows", count=len(self.before))

    def _bound(self) -> Evidence:
        """Once a row of which something goes is another than the plan was made from, the plan is not carried out."""
        with taken_back(self.look.connection), company_path(self.canary):
            plan = self._plan()
            self._written_again(plan.gone[0])
            try:
                self._do(plan)
            except Stale as problem:
                refused = f"a plan that is no longer what was shown is refused: {problem.findings[0].code}"
                return Evidence(kept=True, says=refused, how="a row that goes, written again after the plan", count=1)
        says = "a plan that is no longer what was shown is carried out all the same"
        return Evidence(kept=False, says=says, how="a row that goes, written again after the plan", count=1)

    def _written_again(self, gone: Gone) -> None:
        table = self.look.compiled.mapped.tables[gone.table]
        key = table.table.primary_key
        column = next(name for name, each in table.columns.items() if name not in key and not each.column.generated)
        row, said = Row(table.relation.name), [sql.Literal(part) for part in gone.keys[0]]
        again = sql.SQL("update {} set {column} = {column} where {}").format(
            qualified(table.relation), equal(row.columns(key), said), column=sql.Identifier(column)
        )
        with self.look.connection.transaction():
            self.look.connection.execute(again)

    def _erasing(self) -> Erasure:
        erasing = Erasing(kind=self.person.kind, key=self.person.key)
        return Erasure(connection=self.look.connection, compiled=self.look.compiled, erasing=erasing)

    def _plan(self) -> ErasurePlan:
        return self._erasing().plan()

    def _do(self, plan: ErasurePlan) -> Receipt:
        return self._erasing().apply(plan, because=ACTOR, actor=ACTOR)
