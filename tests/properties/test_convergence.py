"""After apply nothing is left to change; what is changed then, by a new version or by hand, is seen and mended."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from psycopg import sql

from databases import FreshDatabase, Server, fresh_database
from properties.built import Built, Connection, Site, as_chief, company, declared, roll_out
from properties.case import Case
from properties.draw_policy import draw_policy
from properties.generate import cases
from properties.tampering import TAMPERINGS
from troth.postgres.embedded.server_programs import find_programs
from troth.postgres.objects import RowPolicy
from troth.rollout.apply import apply
from troth.rollout.deployment import plan_for
from troth.rollout.plan import live_objects

EXAMPLES = max(int(os.environ.get("TROTH_EXAMPLES", "200")) // 10, 2)


def left_to_do(owner: Connection, case: Case) -> list[str]:
    """What a plan would still change."""
    return [str(change) for change in plan_for(owner, declared(case)).changes]


@st.composite
def successions(draw: st.DrawFn) -> tuple[Case, Case]:
    """A company with two versions of its policy and its data map, over the same tables."""
    first = draw(cases())
    tables = {
        **first.tables,
        "tables": {name: _remapped(draw, entry) for name, entry in first.tables["tables"].items()},
    }
    today = first.clock.astimezone(ZoneInfo(first.policy["time_zone"])).date()
    policy = {**draw_policy(draw, first.schema, tables, today), "version": 4}
    return first, Case(first.schema, tables, policy, first.data, first.standing, first.clock)


def _remapped(draw: st.DrawFn, entry: Any) -> Any:
    """The same table with other categories in some columns, and its single rows restricted or not."""
    if entry == "plain":
        return entry
    columns = {name: _renamed(draw, column) for name, column in entry["columns"].items()}
    changed = {**entry, "columns": columns}
    if "owners" in entry and draw(st.booleans()):
        changed["restrict_rows"] = not entry.get("restrict_rows", False)
    return changed


def _renamed(draw: st.DrawFn, column: Any) -> Any:
    if column == "plain" or draw(st.booleans()):
        return column
    return {**column, "holds": "health"} if isinstance(column, dict) else "health"


@settings(max_examples=EXAMPLES)
@given(versions=successions())
def test_each_version_leaves_nothing_to_change_and_the_way_back_ends_where_it_began(
    versions: tuple[Case, Case], site: Site
) -> None:
    first, second = versions
    with company(first, site) as owner:
        compiled = roll_out(owner, declared(first)).compiled
        assert left_to_do(owner, first) == []
        before = live_objects(owner, compiled)
        roll_out(owner, declared(second))
        assert left_to_do(owner, second) == []
        roll_out(owner, declared(first))
        assert left_to_do(owner, first) == []
        # Tables of standing stay: what people said outlives every version.
        again = live_objects(owner, compiled)
        assert before.items.items() <= again.items.items()
        assert {key.sort for key in again.items.keys() - before.items.keys()} <= {"table"}


@pytest.mark.parametrize("name", sorted(TAMPERINGS))
@settings(max_examples=max(EXAMPLES // 10, 1))
@given(case=cases(), data=st.data())
def test_tampering_is_planned_away(name: str, case: Case, data: st.DataObject, site: Site) -> None:
    def pick(choices: list[Any]) -> Any:
        assume(choices)
        return data.draw(st.sampled_from(choices))

    with company(case, site) as owner:
        compiled = roll_out(owner, declared(case)).compiled
        with as_chief(site):
            touched = TAMPERINGS[name](Built(case, compiled, owner, site.owner), pick)
        plan = plan_for(owner, declared(case))
        assert touched.key in [change.key for change in plan.changes]
        apply(owner, plan)
        assert left_to_do(owner, case) == []


@settings(max_examples=EXAMPLES)
@given(case=cases(), data=st.data())
def test_a_bent_condition_under_the_same_name_is_always_reported(case: Case, data: st.DataObject, site: Site) -> None:
    with company(case, site) as owner:
        compiled = roll_out(owner, declared(case)).compiled
        bent = [policy for policy in live_objects(owner, compiled).only(RowPolicy) if _bend(owner, policy, data)]
        changed = {change.key for change in plan_for(owner, declared(case)).changes}
        assert changed == {policy.key for policy in bent}


def _bend(owner: Connection, policy: RowPolicy, data: st.DataObject) -> bool:
    """Change one word of a policy's condition, or turn it round. False if the policy was left alone."""
    bend: Callable[[str], str] | None = data.draw(st.sampled_from([None, _another_word, "not ({})".format]))
    word, condition = ("using", policy.using) if policy.using is not None else ("with check", policy.check)
    if bend is None or bend(str(condition)) == condition:
        return False
    names = (sql.Identifier(policy.name), sql.Identifier(*policy.table), sql.SQL(word), sql.SQL(bend(str(condition))))
    owner.execute("set local search_path = ''")
    owner.execute(sql.SQL("alter policy {} on {} {} ({})").format(*names))
    return True


def _another_word(condition: str) -> str:
    """`scope = 'support'` becomes `scope = 'support_'`; a condition without words stays."""
    return condition.replace("'::text", "_'::text", 1)


@settings(max_examples=max(EXAMPLES // 5, 1))
@given(case=cases())
def test_the_companys_own_objects_stay_as_they_were(case: Case, server: Server) -> None:
    with fresh_database(server) as fresh, psycopg.connect(fresh.url, autocommit=True) as owner:
        owner.execute(case.ddl + "\n".join(case.inserts))
        before = _dumped(fresh, case)
        roll_out(owner, declared(case))
        assert _dumped(fresh, case) == before


def _dumped(fresh: FreshDatabase, case: Case) -> list[str]:
    """The company's schemas as pg_dump writes them, in any order, with rows, but for row security and its policies."""
    schemas = sorted({table.split(".")[0] if "." in table else "public" for table in case.schema})
    command = [find_programs()["pg_dump"], "--no-privileges", *(f"--schema={schema}" for schema in schemas)]
    done = subprocess.run([*map(str, command), fresh.superuser], capture_output=True, text=True, check=True)
    text = "\n".join(line for line in done.stdout.splitlines() if not line.startswith(("\\restrict", "\\unrestrict")))
    parts = text.removesuffix("\n--\n-- PostgreSQL database dump complete\n--\n\n").split("\n--\n-- ")
    return sorted(part.strip() for part in parts if not re.search("; Type: (POLICY|ROW SECURITY);", part))
