# ruff: noqa: E501
"""Mistakes in Troth's source, each in one place: what is said, kept and let go is wrong, and tests must notice it."""

from __future__ import annotations

from mutations.mutation import Mistake, Mutation


def mistake(name: str, file: str, right: str, instead: str) -> Mutation:
    return Mutation(name, source=Mistake(file, right, instead))


ENDING, SUBJECT = "erasure/ending.py", "standing/subject.py"
LATER, STANDING = "erasure/later_word.py", "postgres/sql/standing.sql"
ERASURE, NEED = "postgres/sql/erasure.sql", "compiler/needed/need.py"
AGAIN = (
    'AGAIN = ("withdraw", "object", "end", "uphold", "restrict", "child", "disagree", "disapprove", "hold", "erase")'
)

MISTAKES = (
    mistake(
        "an erasure ends no consent", ENDING,
        "_ENDING = (Basis.CONSENT, Basis.LEGITIMATE_INTEREST)", "_ENDING = (Basis.LEGITIMATE_INTEREST,)",
    ),
    mistake(
        "an erasure lets legitimate interest go on", ENDING,
        "_ENDING = (Basis.CONSENT, Basis.LEGITIMATE_INTEREST)", "_ENDING = (Basis.CONSENT,)",
    ),
    mistake("an erasure lets contracts go on", ENDING, ' or purpose.on_erasure == "end"', ""),
    mistake("an erasure lifts restrictions on account of claims", ERASURE, "(r.ground <> 'claims' or not %(claims)s)", "true"),
    mistake("an erasure in part hides nothing", "erasure/erase.py", "if not self.erasing.categories:", "if True:"),
    mistake(
        "a second erasure ends everything again", ERASURE,
        "unnest(%(hides)s::text[]) as s (scope)\n      on conflict do nothing",
        "unnest(%(hides)s::text[]) as s (scope)\n      on conflict ({columns}, scope, cause, reference) do update set until = null",
    ),
    mistake(
        "an objection ends nothing", SUBJECT,
        'self._hide(book, [purpose], "ended")\n            book.write("object"', 'book.write("object"',
    ),
    mistake("an objection that is pending keeps nothing", NEED, 'yield Reason("objection", "", self.objected(row, owner, objected))', "pass"),
    mistake(
        "a restriction is not in force", SUBJECT,
        'book.run("standing hide", scopes=list(hidden), cause="restriction"', 'book.run("standing hide", scopes=[], cause="restriction"',
    ),
    mistake("a restriction keeps nothing", NEED, 'yield Reason("restriction", "", self.restricted(row, table, owner, category))', "pass"),
    mistake("a hold on a person keeps nothing", NEED, "return both([self._once(exists([holds], [TRUE])), self.live.counts(owner, row), found])", "return FALSE"),
    mistake("a hold on a row keeps nothing", NEED, "return [relation for relation, way in found if way is not None", "return [relation for relation, way in found if way is False"),
    mistake("a child that is found leaves a contract", "compiler/live/scopes.py", "said.basis is not Basis.LEGAL_OBLIGATION", "said.basis not in (Basis.LEGAL_OBLIGATION, Basis.CONTRACT)"),
    mistake("a purpose that begins opens all that have ended", STANDING, "and (h.scope = any (%(scopes)s::text[])\n", "and (h.cause = 'ended'\n"),
    mistake("a lock is not asked for", "compiler/live/grounds_and_locks.py", "return found + _agreed(live, name, row, owner, [need for need in needs if need not in written])", "return found"),
    mistake("a withdrawal leaves the confirmation", STANDING, "unnest(%(purposes)s::text[]) as u(purpose)))", "unnest(%(purposes)s::text[]) as u(purpose) where false))"),
    mistake("a sweep spares a table", "retention/sweep.py", "for group in survey.groups:", "for group in survey.groups[1:]:"),
    mistake(
        "an erasure leaves confirmations", ERASURE,
        "unnest(%(ends)s::text[]) as e (purpose)))", "unnest(%(ends)s::text[]) as e (purpose) where false))",
    ),
    mistake("an erasure leaves pending objections", ERASURE, "h.cause = 'objection' and h.scope = any (%(ends)s::text[])", "false"),
    mistake("an erasure in part ends what one for everything ends", ENDING, "if erasing.categories:\n        return Ended", "if False:\n        return Ended"),
    mistake("an erasure in part keeps nothing for others in the row", NEED, 'return sql.SQL("({}) is not true").format(both([self.live.counts(owner, row), theirs]))', "return FALSE"),
    mistake("whoever was erased whole is not forgotten", "erasure/erase.py", "if any(each.table == own and each.deleted for each in gone):", "if False:"),
    mistake("a restriction that is lifted lifts the others", STANDING, "where ({of_r}) = ({of_p}) and r.id = any (%(ids)s::bigint[])", "where ({of_r}) = ({of_p})"),
    mistake("a restriction that is lifted hides on", STANDING, "h.cause = 'restriction' and h.reference = l.id", "h.cause = 'restriction' and h.reference <> l.id"),
    mistake("a restriction that has ended keeps", NEED, "conditions = [self.live.still(), either(covers_it)]", "conditions = [either(covers_it)]"),
    mistake("a restriction of some categories keeps all", NEED, "array['row', 'purposes', 'categories']", "array['row', 'purposes']"),
    mistake("a hold that has ended keeps", NEED, '"{} ?| {} and {}").format(_X.column("keeps"), sql.Literal(wanted), self.live.still())', '"{} ?| {}").format(_X.column("keeps"), sql.Literal(wanted))'),
    mistake("a claim keeps what is a child's", NEED, 'if self.live.policy.holds[name].ground != "claims":', "if True:"),
    mistake("a hold of the policy keeps nothing", NEED, "for name in self.holding(table, owner, category):", "for name in ():"),
    mistake("a consent opens nothing that an objection closed", STANDING, "h.cause <> 'child' and pg_catalog.split_part", "h.cause = 'restriction' and pg_catalog.split_part"),
    mistake("an objection to marketing ends the one purpose", SUBJECT, "all_of_it = marketing(self._desk.policy)", "all_of_it = (purpose,)"),
    mistake("an objection that is upheld ends nothing", SUBJECT, 'self._hide(book, [purpose], "ended")\n            book.write("uphold"', 'book.write("uphold"'),
    mistake("a sweep asks only the first owner of a cell", NEED, "owners = [table.owners[name] for name in column.owners if name in table.owners]", "owners = [table.owners[name] for name in column.owners if name in table.owners][:1]"),
    mistake("after a restore what was begun again is ended again", LATER, '    "begin": _of_purpose("object", "uphold", "end"),\n', ""),
    mistake("after a restore an erasure in part is one of everything", "erasure/replay.py", 'tuple(word.detail.get("categories") or ())', "()"),
    *(
        mistake(f"after a restore no `{word}` is said again", LATER, AGAIN, AGAIN.replace(f'"{word}", ', "").replace(f', "{word}")', ")"))
        for word in ("withdraw", "object", "restrict", "hold", "erase")
    ),
)  # fmt: skip
