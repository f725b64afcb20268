"""People who ask for their rights are answered in time, on sure identity, and refused only on a ground of the law."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

from troth.compiler.stored.request_states import FIRST, OPEN
from troth.errors import Refused
from troth.policy.kept_by import Argument, takes
from troth.policy.requests import Asks, Level
from troth.postgres.parameters import as_json
from troth.requests.book import Book
from troth.requests.request import Request
from troth.requests.rules import GROUNDS, Asked
from troth.verify.evidence import Evidence, Unproved
from troth.verify.look import Look

KIND = "request"
IN_TIME, IDENTITY, REFUSALS = "in_time", "identity", "refusals"
ARGUMENT = takes(one_of=(IN_TIME, IDENTITY, REFUSALS), asks="words")
TRIED = "a request of nobody, played and taken back"


def prove(look: Look, argument: Argument) -> Iterator[Evidence | Unproved]:
    """The requests that there are, and one that is played: it is found overdue, and not carried out for nobody."""
    wanted = argument.all("asks") or tuple(Asks)
    unknown = sorted(set(wanted) - set(Asks))
    if unknown:
        yield Unproved(says=f"nobody can ask for `{', '.join(unknown)}`")
        return
    words = {word for name, said in argument.parts if name != "asks" for word in said}
    if not words or IN_TIME in words:
        yield from _in_time(look, wanted)
    if not words or IDENTITY in words:
        yield from _identity(look, wanted)
    if not words or REFUSALS in words:
        yield _refusals(look, wanted)


def _in_time(look: Look, wanted: tuple[str, ...]) -> Iterator[Evidence]:
    asked = {"asks": list(wanted), "open": list(OPEN), "zone": look.compiled.policy.time_zone}
    (row,) = look.rows("proof requests", asked)
    late = ", ".join(map(str, row["late"]))
    says = (
        f"requests are overdue: {late}"
        if late
        else f"no request is overdue; {row['answered']} were answered, {row['in_time']} of them in time"
    )
    yield Evidence(kept=not late, says=says, how="troth.request, by the clock of the policy", count=row["all"])
    within = look.compiled.policy.requests.within
    with _played(look, wanted[0], received=look.today - timedelta(days=93)) as (_, request):
        says = f"one that is {93} days old {'is' if request.overdue else 'is not'} found overdue, within {within}"
        yield Evidence(kept=request.overdue, says=says, how=TRIED, count=1)


def _identity(look: Look, wanted: tuple[str, ...]) -> Iterator[Evidence]:
    requests = look.compiled.policy.requests
    for asks in map(Asks, wanted):
        needed = requests.needed(asks)
        if needed is Level.NONE:
            continue
        with _played(look, asks, received=look.today) as (book, request):
            found = Asked(today=look.today, level=Level.NONE, kind="somebody")
            refused = _refused(book, request, "carry_out", found) and _refused(book, request, "verify", found)
        says = f"{asks} of somebody unproved {'is refused' if refused else 'is carried out'}: it needs `{needed}`"
        yield Evidence(kept=refused, says=says, how=TRIED, count=1)
    (row,) = look.rows("proof identity", {"asks": list(wanted), "open": list(OPEN)})
    left = f"{row['kept']} are kept after it, {row['overdue']} are to be destroyed and are not"
    kept = not (row["kept"] or row["overdue"])
    says = "further proof of identity goes with the decision" + ("" if kept else f", but {left}")
    yield Evidence(kept=kept, says=says, how="troth.request, troth.task", count=row["all"])


def _refusals(look: Look, wanted: tuple[str, ...]) -> Evidence:
    (row,) = look.rows("proof refusals", {"asks": list(wanted), "grounds": list(GROUNDS)})
    with _played(look, wanted[0], received=look.today) as (book, request):
        asked = Asked(today=look.today, decision="refused", ground="we do not want to", because="no", told="by mail")
        refused = _refused(book, request, "refuse", asked)
    kept = not row["without"] and refused
    says = f"{row['all']} requests were refused, {row['without']} of them without a ground of the law"
    tried = "one without a ground cannot be" if refused else "one without a ground can be"
    return Evidence(kept=kept, says=f"{says}; {tried}", how=f"troth.request, and {TRIED}", count=row["all"])


@contextmanager
def _played(look: Look, asks: str, *, received: date) -> Iterator[tuple[Book, Request]]:
    """A request of nobody, which was never there afterwards."""
    book = Book(look.connection, look.compiled.policy, "proof")
    with look.connection.transaction(force_rollback=True):
        due = look.rows("request due", _length(look, received))[0]
        said = {"asks": asks, "state": FIRST, "scope": as_json({}), "channel": "other", "level": "none"}
        nobody = dict.fromkeys(("kind", "key", "pseudonym", "contact", "how", "evidence", "retry_key"))
        ((number,),) = book.run("request open", **said, **nobody, received=received, due=due["least"])
        yield book, book.one(number)


def _length(look: Look, received: date) -> dict[str, object]:
    policy = look.compiled.policy
    length = {"within": str(policy.requests.within), "law": "1 month", "more": "0 days"}
    return {"zone": policy.time_zone, "received": received, **length}


def _refused(book: Book, request: Request, verb: str, asked: Asked) -> bool:
    try:
        book.move(request, verb, asked)
    except Refused:
        return True
    return False
