"""Invented policies for a data map: purposes on every basis whose clocks reach all that they show, and recipients."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from properties.draw_levels import levels_of, set_levels
from properties.draw_tables import one_in
from properties.evaluator import Evaluator
from properties.readers import Readers
from properties.reading import Owner
from properties.standing import Standing

NAMES = ("account", "fulfilment", "support", "bookkeeping", "newsletter", "fraud_check", "research")
BASES = ("contract", "consent", "legitimate_interest", "legal_obligation", "public_task", "vital_interest")
ZONES = ("Europe/Berlin", "UTC", "America/New_York", "Asia/Kolkata", "Pacific/Auckland")

SOON = [-400, -1, 0, 1]
LENGTHS = ("1 month", "30 days", "2 weeks", "1 year", "13 months", "4 years", "1 day", "0 days")


def draw_policy(
    draw: DrawFn, schema: dict[str, Any], tables: dict[str, Any], today: date, *, fewest: int = 1
) -> dict[str, Any]:
    """A policy of which every purpose and recipient is valid for the data map."""
    policy = _head(draw, tables, today)
    scratch = Evaluator(
        policy=policy, tables=tables, schema=schema, data={}, standing=Standing(), clock=datetime.now(UTC)
    )
    held = sorted(
        {category for table in tables["tables"] for category, _ in scratch.map.personal_columns(table).values()}
    )
    policy["categories"] = {category: f"What {category} says" for category in held}
    for category, levels in levels_of(scratch, held).items():
        if draw(st.booleans()):
            policy["categories"][category] = {"says": f"What {category} says", "levels": levels}
    for name in draw(st.lists(st.sampled_from(NAMES), min_size=fewest, max_size=4, unique=True)):
        _purpose(draw, scratch, name, held)
    _cover_the_rest(scratch, held)
    for name, entry in scratch.purposes.items():
        set_levels(draw, scratch, name, entry)
        _set_needs(draw, scratch, name, entry)
        _set_new(draw, scratch, entry, today)
        _set_open_per(draw, scratch, name, entry)
    _holds(draw, scratch, held)
    for name in draw(st.lists(st.sampled_from(["carrier", "auditor"]), max_size=2, unique=True)):
        policy["recipients"][name] = _recipient(draw, scratch, today)
    if draw(st.sampled_from([False, True, True])) and (reader := _reader(draw, scratch, today)):
        policy["recipients"]["reader"] = reader
    if not policy["recipients"]:
        del policy["recipients"]
    return policy


def _head(draw: DrawFn, tables: dict[str, Any], today: date) -> dict[str, Any]:
    kinds = [entry["subject"] for entry in tables["tables"].values() if entry != "plain" and "subject" in entry]
    length = lambda: draw(st.sampled_from(LENGTHS))  # noqa: E731
    by_state = {"says": "By the state of the row", "lengths": {"a": length(), "it's": length()}, "otherwise": length()}
    return {
        "policy": "shop",
        "version": 3,
        "effective": date(2020, 1, 1),
        "time_zone": draw(st.sampled_from(ZONES)),
        "controller": {"name": "Shop", "contact": "privacy@shop.example", "country": "DE"},
        "subjects": {kind: {"says": f"A {kind}"} for kind in kinds},
        "agreements": {
            "terms": {"says": "Terms", "version": draw(st.integers(1, 3)), "since": _near(draw, today, SOON)}
        },
        "periods": dict.fromkeys(tables.get("periods") or {}, by_state),
        "categories": {},
        "purposes": {},
        "recipients": {},
    }


def _terms(draw: DrawFn, today: date) -> dict[str, Any]:
    """An agreement whose newest version comes into force some day near today."""
    return {"says": "Terms", "version": draw(st.integers(1, 3)), "since": _near(draw, today, SOON)}


def _purpose(draw: DrawFn, scratch: Evaluator, name: str, held: list[str]) -> None:
    """One purpose more, with a clock that reaches every table it shows."""
    basis = draw(st.sampled_from(BASES))
    entry: dict[str, Any] = {"says": f"Work for {name}", "basis": basis, "uses": _uses(draw, held)}
    scratch.purposes[name] = entry
    _narrow(draw, scratch, name)
    window = scratch.window(name)
    pairs = [(table, owner) for table, shown in window.items() for owner in shown.owners]
    reaching = [
        event
        for event, happening in scratch.map.events.items()
        if all(scratch.rows.relation(table, owner, happening.happens_to) for table, owner in pairs)
    ]
    states = [
        condition
        for condition, happening in scratch.map.conditions.items()
        if all(scratch.rows.relation(table, owner, happening.happens_to) for table, owner in pairs)
    ]
    sharing = [event for event in reaching if _by_a_shared_row(scratch, pairs, event)]
    _set_keep(draw, scratch, entry, sharing if sharing and not one_in(draw, 4) else reaching)
    if states and one_in(draw, 4):
        entry["while"] = draw(st.sampled_from(states))
    _set_law(draw, entry)
    _set_writes(draw, scratch, name, entry)


def _by_a_shared_row(scratch: Evaluator, pairs: list[tuple[str, Owner]], event: str) -> bool:
    """Whether the event belongs to some shown row by rule 4, which few schemas come to by themselves."""
    happens_to = scratch.map.events[event].happens_to
    relations = [scratch.rows.relation(table, owner, happens_to) for table, owner in pairs]
    return any(relation and relation.rule == 4 for relation in relations)


def _uses(draw: DrawFn, held: list[str]) -> list[str]:
    chosen: list[str] = draw(st.lists(st.sampled_from(held), min_size=1, unique=True))
    wide = one_in(draw, 3)
    return list(dict.fromkeys("contact.*" if wide and each.startswith("contact") else each for each in chosen))


def _narrow(draw: DrawFn, scratch: Evaluator, name: str) -> None:
    """Sometimes: about some of the owners whose categories the purpose uses."""
    owners = sorted({owner.name for shown in scratch.window(name).values() for owner in shown.categories})
    if one_in(draw, 4):
        scratch.purposes[name]["about"] = draw(st.lists(st.sampled_from(owners), min_size=1, unique=True))
        scratch.forget()
        if not any(any(shown.categories.values()) for shown in scratch.window(name).values()):
            del scratch.purposes[name]["about"]
            scratch.forget()


def _set_keep(draw: DrawFn, scratch: Evaluator, entry: dict[str, Any], reaching: list[str]) -> None:
    consent = entry["basis"] == "consent"
    choices = ["nothing"] + ["after"] * (4 if reaching else 0)
    if consent:
        choices += ["none", "none", "consent"]
    choice = draw(st.sampled_from(choices))
    if choice == "none":
        return
    if choice == "nothing":
        entry["keep"] = "nothing"
    elif choice == "consent":
        entry["keep"] = f"{_length(draw)} after consent"
    else:
        _set_clocks(draw, scratch, entry, reaching)


def _length(draw: DrawFn) -> str:
    return draw(st.sampled_from(LENGTHS))


def _length_for(draw: DrawFn, scratch: Evaluator, event: str) -> str:
    """A length, or where the rows to which the event happens have a value for one, a named period."""
    named = [
        period for period in scratch.policy["periods"] if scratch.map.period_column(period, _table(scratch, event))
    ]
    return draw(st.sampled_from(named)) if named and draw(st.booleans()) else _length(draw)


def _set_clocks(draw: DrawFn, scratch: Evaluator, entry: dict[str, Any], reaching: list[str]) -> None:
    first = draw(st.sampled_from(reaching))
    same = [e for e in reaching if e != first and _table(scratch, e) == _table(scratch, first)]
    second = draw(st.sampled_from(["", *same]))
    events = [first, second] if second else [first]
    end = "end of year of " if one_in(draw, 4) else ""
    entry["keep"] = f"{_length_for(draw, scratch, first)} after {end}{' or '.join(events)}"
    always = [event for event in reaching if _always_written(scratch, event)]
    if draw(st.booleans()) and always:
        last = draw(st.sampled_from(always))
        entry["keep"] += f", at most {_length_for(draw, scratch, last)} after {last}"
    elif not any(_always_written(scratch, event) for event in events):
        entry["open_ended"] = "It may never happen"


def _table(scratch: Evaluator, event: str) -> str:
    return scratch.map.events[event].happens_to


def _always_written(scratch: Evaluator, event: str) -> bool:
    happening = scratch.map.events[event]
    column = scratch.map.schema[happening.table]["columns"][happening.column]
    return happening.table == happening.happens_to and not column["nullable"]


def _set_law(draw: DrawFn, entry: dict[str, Any]) -> None:
    """What the basis must say."""
    basis = entry["basis"]
    if basis == "legal_obligation":
        entry["law"] = "Some act, section 1"
    if basis == "legitimate_interest":
        entry["interest"] = "It helps everyone"
    if basis == "contract":
        entry["on_erasure"] = draw(st.sampled_from(["end", "wait"]))
        if entry["on_erasure"] == "wait":
            entry["because"] = "still_needed"
    if basis in ("consent", "legitimate_interest") and one_in(draw, 5):
        entry["direct_marketing"] = True
    elif basis in ("legitimate_interest", "public_task") and draw(st.booleans()):
        entry["objection"] = "balance"
    if one_in(draw, 5):
        entry.update(despite_restriction="legal_claims", because=entry.get("because", "claims"))


def _set_writes(draw: DrawFn, scratch: Evaluator, name: str, entry: dict[str, Any]) -> None:
    writes = draw(st.lists(st.sampled_from(["add", "change", "remove"]), max_size=3, unique=True))
    entry["may"] = ["read", *writes]
    shown = scratch.window(name)
    markable = [
        event
        for event, happening in scratch.map.events.items()
        if happening.table in shown and any(shown[happening.table].categories.values())
    ]
    if markable and one_in(draw, 3):
        entry["marks"] = [draw(st.sampled_from(markable))]


def _set_needs(draw: DrawFn, scratch: Evaluator, name: str, entry: dict[str, Any]) -> None:
    """Sometimes a purpose needs more than its basis."""
    if not one_in(draw, 4):
        return
    kinds = {owner.kind for shown in scratch.window(name).values() for owner in shown.owners}
    choices: list[Any] = [{"agreement": "terms"}, {"notice": "current"}, {"notice": 2}, {"approval": "legal_team"}]
    choices += [{"age": 18}] if kinds <= set(scratch.map.tables.get("age") or {}) else []
    choices += ["confirmed"] if entry["basis"] == "consent" else ["consent"]
    needs = [choices[number] for number in draw(st.sets(st.integers(0, len(choices) - 1), min_size=1, max_size=3))]
    entry["needs"] = needs


def _set_new(draw: DrawFn, scratch: Evaluator, entry: dict[str, Any], today: date) -> None:
    """Sometimes a purpose came later, if every table it uses says when its rows were collected."""
    holding = [
        said
        for table, said in scratch.map.mapped.items()
        if any(scratch.uses(entry, category) for category, _ in scratch.map.personal_columns(table).values())
    ]
    if all("collected" in said for said in holding) and draw(st.booleans()):
        allowed = draw(st.sampled_from(["never", "notified", "agreed"]))
        entry["new"] = {"version": draw(st.integers(1, 3)), "since": _near(draw, today, SOON), "for_earlier": allowed}


def _holds(draw: DrawFn, scratch: Evaluator, held: list[str]) -> None:
    """Sometimes: a condition that keeps some of the data while it is met."""
    conditions = sorted(scratch.map.conditions)
    if conditions and one_in(draw, 2):
        hold = {
            "says": "A claim",
            "ground": "claims",
            "while": draw(st.sampled_from(conditions)),
            "keeps": _uses(draw, held),
        }
        scratch.policy["holds"] = {"claim": hold}


def _set_open_per(draw: DrawFn, scratch: Evaluator, name: str, entry: dict[str, Any]) -> None:
    """Sometimes a case has to be opened first: a table to which all that the purpose shows can be related."""
    shown = [(table, owners.owners) for table, owners in scratch.window(name).items() if not owners.whole]
    fit = [
        to
        for to in scratch.map.mapped
        if not scratch.map.is_plain(to)
        and all(any(scratch.rows.relation(table, owner, to) for owner in owners) for table, owners in shown)
    ]
    if fit and one_in(draw, 4):
        to = draw(st.sampled_from(fit))
        scratch.map.tables.setdefault("cases", {})[f"a case of {to.replace('.', ' ')}"] = to
        entry["open_per"] = f"a case of {to.replace('.', ' ')}"


def _cover_the_rest(scratch: Evaluator, held: list[str]) -> None:
    """A purpose for the categories that no purpose keeps everywhere they are: none may be without."""
    keeping = [
        entry for entry in scratch.purposes.values() if entry.get("keep") != "nothing" and not entry.get("about")
    ]
    kept = {category for entry in keeping for category in held if scratch.uses(entry, category)}
    rest = [category for category in held if category not in kept]
    if rest:
        scratch.purposes["rest"] = {"says": "What is left", "basis": "consent", "uses": rest}
    scratch.forget()


def _recipient(draw: DrawFn, scratch: Evaluator, today: date) -> dict[str, Any]:
    """Someone who gets some of what one purpose sees, under papers that may end near today."""
    purpose = draw(st.sampled_from(sorted(scratch.purposes)))
    seen = sorted(
        {c for shown in scratch.window(purpose).values() for found in shown.categories.values() for c in found}
    )
    entry: dict[str, Any] = {
        "says": "Gets some of it",
        "role": draw(st.sampled_from(["processor", "controller", "authority", "joint_controller"])),
        "country": draw(st.sampled_from(["DE", "IN"])),
        "receives": draw(st.lists(st.sampled_from(seen), min_size=1, unique=True)),
        "for": purpose,
        "agreement": {"signed": _near(draw, today, [-400, -1, 0, 1]), "expires": _near(draw, today, [-1, 0, 1, 400])},
    }
    named = {owner.name for shown in scratch.window(purpose).values() for owner in shown.categories}
    owners = sorted(named & set(scratch.purposes[purpose].get("about") or named))
    if owners and one_in(draw, 4):
        entry["about"] = draw(st.lists(st.sampled_from(owners), min_size=1, unique=True))
    if entry["country"] == "IN":
        kind = "standard_contractual_clauses"
        expires = {"kind": kind, "expires": _near(draw, today, [-1, 0, 400])}
        entry["safeguard"] = draw(st.sampled_from([kind, expires]))
    signed, end = entry["agreement"]["signed"], entry["agreement"]["expires"]
    entry["agreement"] = {"signed": min(signed, end), "expires": max(signed, end)}
    if one_in(draw, 4):
        done, good = _near(draw, today, [-30, -1, 0, 1]), _near(draw, today, [-1, 0, 1, 400])
        entry["review"] = {"done": min(done, good), "expires": max(done, good)}
    return entry


def _reader(draw: DrawFn, scratch: Evaluator, today: date) -> dict[str, Any] | None:
    """People who read a window themselves: their own rows, or somebody's in the rows in which both are owners."""
    entry = _recipient(draw, scratch, today) | {"role": "subject", "as": "self"}
    papers = ("about", "agreement", "review") if draw(st.sampled_from([True, True, True, False])) else ("about",)
    for paper in papers:
        entry.pop(paper, None)
    pairs = sorted(
        {
            (one.name, other.name)
            for owners in scratch.map.owners.values()
            for one in owners
            for other in owners
            if one.name != other.name
        }
    )
    if pairs and draw(st.sampled_from([False, True, True])):
        entry["as"], entry["sees"] = draw(st.sampled_from(pairs))
    elif one_in(draw, 2):
        _set_per(draw, scratch, entry)
    if scratch.map.conditions and one_in(draw, 3):
        entry["while"] = draw(st.sampled_from(sorted(scratch.map.conditions)))
    return entry if _told(scratch, entry) else None


def _set_per(draw: DrawFn, scratch: Evaluator, entry: dict[str, Any]) -> None:
    """Each reader sees what is related to the cases in which they stand; sometimes they are firms with a contract."""
    owned = sorted((table, owner.name) for table, owners in scratch.map.owners.items() for owner in owners)
    if not owned:
        return
    table, entry["as"] = draw(st.sampled_from(owned))
    case = f"a case of {table.replace('.', ' ')}"
    scratch.map.tables.setdefault("cases", {})[case] = table
    entry["per"] = case
    entry["role"] = draw(st.sampled_from(["subject", "joint_controller"])) if "agreement" in entry else "subject"


def _told(scratch: Evaluator, entry: dict[str, Any]) -> bool:
    """Whether the time of the purpose and the condition can be told for the rows that decide."""
    scratch.recipients["reader"] = entry
    readers = Readers(scratch, "reader")
    window = readers.window()
    rows = [(table, owner) for table, shown in window.items() for owner in shown.owners]
    meeting = [] if readers.own or readers.case else [(table, seen) for table, (_, seen) in readers.meeting().items()]
    if not readers.own and not readers.case:
        rows = [(table, owner) for table, owner in rows if table in readers.both()] + meeting
    condition = [scratch.map.conditions[entry["while"]].happens_to] if "while" in entry else []
    if readers.case:
        del scratch.recipients["reader"]
        alone = [table for table, _ in rows if readers.owner(table, entry["as"]) is None]
        told = all(
            any(scratch.rows.relation(table, owner, readers.case) for owner in window[table].owners) for table in alone
        )
        return told and condition in ([], [readers.case])
    happenings = [happening.happens_to for happening in scratch.happenings(entry["for"])]
    del scratch.recipients["reader"]
    return all(scratch.rows.relation(*row, there) for row in rows for there in condition) and all(
        scratch.rows.relation(*row, there) for row in meeting for there in happenings
    )


def _near(draw: DrawFn, today: date, days: list[int]) -> date:
    return today + timedelta(days=draw(st.sampled_from(days)))
