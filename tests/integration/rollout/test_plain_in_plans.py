"""A plan says which tables every purpose is shown whole: nothing else stands between a plain table and anybody."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import psycopg

from databases import FreshDatabase
from scenarios.scenario import read, write_files
from troth.client import Troth

LEVELS = Path(__file__).parents[2] / "scenarios" / "levels.yaml"


def test_a_table_newly_mapped_plain_is_an_effect_until_it_is_applied(tmp_path: Path, fresh: FreshDatabase) -> None:
    scenario = read(LEVELS)
    scenario["map"]["tables"]["staff"] = "plain"
    write_files(scenario, tmp_path)
    with psycopg.connect(fresh.url, autocommit=True) as owner:
        owner.execute(scenario["tables"].encode())
        owner.execute("create table staff (staff_id int primary key, login text)")
        owner.execute("insert into staff values (1, 'ana'), (2, 'ben')")
    with Troth(tmp_path, fresh.url) as troth:
        plan = troth.plan()
        assert "+ every purpose would newly see the whole of 2 rows of staff, mapped plain" in str(plan)
        troth.apply(plan)
    scenario["policy"]["purposes"]["again"] = deepcopy(scenario["policy"]["purposes"]["planning"])
    write_files(scenario, tmp_path)
    with Troth(tmp_path, fresh.url) as troth:
        assert "+ again would newly see the whole of 2 rows of staff, mapped plain" in str(troth.plan())
