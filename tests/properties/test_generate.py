"""The invented companies are worth testing with: valid in every part, their windows neither all open nor all shut."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import psycopg
import yaml
from hypothesis import Phase, given, settings

from properties.case import Case
from properties.draw_rows import each_length
from properties.evaluator import Evaluator
from properties.generate import cases
from properties.periods import Limit, is_over, read_keep
from properties.staying import sweep
from troth.checks import check_declared, declare
from troth.documents.reading import parse_document
from troth.findings import Level


@settings(max_examples=60)
@given(case=cases())
def test_every_part_is_sound(case: Case, owner: psycopg.Connection[tuple[object, ...]]) -> None:
    """One test of it all: to invent a company takes longer than to look at it."""
    the_two_files_have_no_errors(case)
    every_clock_reaches_every_table_its_purpose_shows(case)
    postgresql_takes_the_schema_and_the_rows(case, owner)
    assert yaml.safe_load(case.tables_yaml) == case.tables
    assert yaml.safe_load(case.policy_yaml) == case.policy


def the_two_files_have_no_errors(case: Case) -> None:
    policy = parse_document(case.policy_yaml.encode(), "policy.yaml")
    tables = parse_document(case.tables_yaml.encode(), "tables.yaml")
    assert [str(finding) for finding in check_declared(declare(policy, tables)) if finding.level is Level.ERROR] == []


def every_clock_reaches_every_table_its_purpose_shows(case: Case) -> None:
    evaluator = case.evaluator()
    assert [purpose for purpose in evaluator.purposes if not evaluator.reaches(purpose)] == []


def postgresql_takes_the_schema_and_the_rows(case: Case, owner: psycopg.Connection[tuple[object, ...]]) -> None:
    with owner.transaction(force_rollback=True):
        owner.execute(case.ddl)
        for statement in case.inserts:
            owner.execute(statement)
        for table, rows in case.data.items():
            name = ".".join(f'"{part}"' for part in table.split("."))
            counted = owner.execute(f"select count(*) from {name}").fetchone()
            assert counted == (len(rows),)


def limits(evaluator: Evaluator, purpose: str) -> list[Limit]:
    """The clocks of a purpose that run for a while."""
    keep = read_keep(evaluator.purposes[purpose].get("keep", "nothing"))
    return [
        limit
        for limit in (keep.after, keep.at_most)
        if limit and (limit.named or (limit.count, limit.unit) > (1, "days"))
    ]


def at_its_deadline(evaluator: Evaluator, limit: Limit) -> int:
    """For how many rows this clock runs out within two seconds of the case's own time."""
    events = [evaluator.map.events[name] for name in limit.events if name != "consent"]
    lasting = each_length(evaluator.policy, limit)
    times = [row[event.column] for event in events for row in evaluator.data[event.table]]
    soon, just_now = (evaluator.clock + timedelta(seconds=seconds) for seconds in (2, -2))
    return sum(
        is_over(each, time, soon, evaluator.zone) and not is_over(each, time, just_now, evaluator.zone)
        for time in times
        for each in lasting
        if time is not None
    )


def test_windows_are_seen_empty_full_and_in_between_and_every_rule_is_met() -> None:
    met: Counter[str] = Counter()

    @settings(max_examples=200, derandomize=True, phases=[Phase.generate])
    @given(case=cases())
    def look(case: Case) -> None:
        evaluator = case.evaluator()
        if any(evaluator.map.plain_once_unlinked(table) for table in evaluator.map.mapped):
            met["let go"] += len(sweep(evaluator).let_go)
        for purpose in evaluator.purposes:
            met["a named period"] += sum(bool(limit.named) for limit in limits(evaluator, purpose))
            met["at a deadline"] += sum(at_its_deadline(evaluator, limit) for limit in limits(evaluator, purpose))
            for table, keys in evaluator.visible(purpose).items():
                rows = len(case.data[table])
                if rows and not evaluator.map.is_plain(table):
                    met["none" if not keys else "all" if len(keys) == rows else "some"] += 1
            met["hidden beside others"] += hidden_beside_others(evaluator, purpose)
            for table, shown in evaluator.window(purpose).items():
                for owner in shown.owners:
                    for happening in evaluator.happenings(purpose):
                        relation = evaluator.rows.relation(table, owner, happening.happens_to)
                        met[f"rule {relation.rule if relation else 'none'}"] += 1

    look()
    assert "rule none" not in met
    least = {"none": 30, "some": 30, "all": 30, "at a deadline": 5, "a named period": 10, "let go": 20}
    least |= {"hidden beside others": 5}
    least |= {f"rule {number}": 3 for number in range(1, 6)}
    assert {each: met[each] for each, count in least.items() if met[each] < count} == {}


def hidden_beside_others(evaluator: Evaluator, purpose: str) -> int:
    """In how many rows that a purpose sees some cell is hidden for the sake of one of several people."""
    return sum(
        any(cell is None and row[column] is not None for column, cell in evaluator.cells(purpose, table, row).items())
        for table, keys in evaluator.visible(purpose).items()
        for row in evaluator.data[table]
        if evaluator.map.key_of(table, row) in keys
    )
