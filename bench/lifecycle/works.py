"""The works of the scale test: what Troth does about everybody, and what it does about one person of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import Any

from psycopg import sql

from bench.lifecycle.scans import FEW, Done, Scan
from bench.lifecycle.shop import Shop
from troth.client.person import Person

CONSENTED = 10
"""Of so many people one has consented to the newsletter."""

BATCH = 50_000
"""So many rows a batch of a sweep may read of a table: one after the other they cost as much as its own look-ups."""

LISTS = ("troth survey ", "troth group ")
"""How the lists of a sweep are called."""

DUE: Mapping[str, str] = {"": "every row is asked whether anything needs it still"}
OWN: Mapping[str, str] = {
    "all of standing, gone through once": "who is gone is looked for among all of whom Troth knows anything",
    "nothing stands because of them": "every word of the history is asked whether it proves anything still",
    "What was kept to prove something": "all proof about the gone is asked once a sweep whether its time is over",
}
SPELLING: Mapping[str, str] = {"": "no index holds what a spelling comes down to, and the answer says so"}

WHY: dict[str, Any] = {"because": "a benchmark"}


@dataclass(frozen=True, kw_only=True)
class Work:
    """Something that is done once."""

    name: str
    do: Callable[[], Any]
    everything: Mapping[str, str] = field(default_factory=dict)
    """Which of its statements, by words of theirs, may read tables from end to end, and why."""
    most: int = FEW
    """How many rows a statement may have to read, whatever it is asked."""
    nested: bool = True
    """Whether what PostgreSQL asks for foreign keys is looked at too: not where that is a statement for each row."""

    def excuse(self, scan: Scan, statement: Done) -> str | None:
        """Why so much of a table may be read; None if it should not be."""
        if scan.table.startswith("pg_"):
            return "PostgreSQL's own catalogue does not grow with the rows"
        if scan.again and not scan.by_index:
            return None
        if scan.table.startswith(LISTS):
            return "a list holds only what goes, and is worked through"
        if scan.by_index and (self.everything or self.most > FEW):
            return "an index says which"
        return next((why for words, why in self.everything.items() if words in statement.text), None)


def works(made: Shop, people: int, tell: Callable[[str], None]) -> Iterator[Work]:
    """All of them, in order."""
    troth = made.troth
    yield Work(name="planned anew", do=troth.plan)
    yield Work(name="verified", do=troth.verify, everything=DUE)
    yield from about_one(made, people)

    def planned() -> str:
        plan = troth.plan_sweep(looking=lambda what: tell(f"  {what}"))
        return f"{plan.touched:,} rows go"

    def swept() -> str:
        done = troth.sweep()
        return f"{done.rows:,} rows deleted, {done.own.people:,} people forgotten in Troth's own tables"

    yield Work(name="planned a sweep", do=planned, everything=DUE)
    yield Work(name="swept", do=swept, everything=OWN, most=BATCH, nested=False)
    yield Work(name="planned another", do=planned, everything=DUE)


def about_one(made: Shop, people: int) -> Iterator[Work]:
    """What is about one person, or a page of a window: no table may be read from end to end for it."""
    troth = made.troth
    somebody = people // 200 * 100 + 50

    def person(number: int) -> Person:
        return troth.subject("customer", somebody + number)

    yield Work(name="read by key in three windows", do=lambda: _by_key(made, somebody))
    yield Work(name="a page of twenty orders in a window", do=lambda: _page(made))
    yield Work(name="changed and added in two windows", do=lambda: _write(made, somebody))
    yield Work(name="found by an e-mail address", do=lambda: troth.find(f"c{somebody}@example.org", exact=True))
    yield Work(
        name="found by one in another spelling",
        do=lambda: troth.find(f"C{somebody}@Example.org"),
        everything=SPELLING,
    )
    yield Work(name="explained one person", do=lambda: troth.explain("customer", somebody))
    yield Work(name="said six things about one person", do=lambda: _standing(person(0)))
    for number in (1, 2):
        yield Work(name="copied one person", do=partial(_copied, person, number))
    yield Work(name="what one person takes along", do=lambda: person(1).port(**WHY))
    yield Work(name="corrected one cell", do=lambda: person(1).rectify({"customer.phone": "+49 30 1"}, **WHY))
    yield Work(name="a request, from its opening to its closing", do=lambda: _request(made, somebody + 1))
    for number in (3, 4):
        yield Work(name="erased one person", do=partial(_erased, person, number))
    yield Work(name="erased one person in part", do=lambda: person(5).plan_erasure(["contact.phone"]).apply(**WHY))


def _by_key(made: Shop, who: int) -> str:
    """Somebody and what is theirs, in the windows of three purposes."""
    rows = 0
    for purpose, table in (("account", "address"), ("fulfilment", "orders"), ("security", "login")):
        with made.troth.purpose(purpose) as db:
            for name in ("customer", table):
                query = sql.SQL("select * from {} where customer_id = %s").format(sql.Identifier(name))
                rows += len(db.execute(query, [who]).fetchall())
    return f"{rows} rows"


def _page(made: Shop) -> str:
    with made.troth.purpose("fulfilment") as db:
        query = "select full_name, total from orders join customer using (customer_id) order by order_id desc limit 20"
        return f"{len(db.execute(query).fetchall())} rows"


def _write(made: Shop, who: int) -> None:
    with made.troth.purpose("fulfilment") as db:
        db.execute("update orders set ship_to = 'Another street' where customer_id = %s", [who])
    with made.troth.purpose("support") as db:
        db.execute("insert into ticket (ticket_id, customer_id, body) values (%s, %s, 'where is it')", [who, who])


def _copied(person: Callable[[int], Person], number: int) -> None:
    person(number).access(**WHY)


def _erased(person: Callable[[int], Person], number: int) -> None:
    person(number).plan_erasure().apply(**WHY)


def _standing(person: Person) -> None:
    person.consent("newsletter")
    person.withdraw("newsletter")
    person.object("security", because="a benchmark")
    person.restrict(ground="accuracy", **WHY)
    person.lift(**WHY)
    person.hold(["support"], ground="claims", review_on=date.today() + timedelta(days=30), **WHY)


def _request(made: Shop, who: int) -> None:
    requests = made.troth.requests
    number = requests.open("access", kind="customer", key=who).id
    assert number is not None
    requests.verify(number, level="login", how="was logged in")
    made.troth.subject("customer", who).access(request=number)
    requests.answer(number, told="by mail")
    requests.close(number)
