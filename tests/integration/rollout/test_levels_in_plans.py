"""A plan says when the same columns are seen more or less precisely than before, or are seen no longer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg

from databases import FreshDatabase
from scenarios.scenario import read, write_files
from troth.adopt.models import sqlalchemy_models
from troth.client import Troth

LEVELS = Path(__file__).parents[2] / "scenarios" / "levels.yaml"


def _applied(folder: Path, fresh: FreshDatabase) -> dict[str, Any]:
    scenario = read(LEVELS)
    with psycopg.connect(fresh.url, autocommit=True) as owner:
        owner.execute(scenario["tables"].encode())
    write_files(scenario, folder)
    with Troth(folder, fresh.url) as troth:
        troth.apply(troth.plan())
    return scenario


def test_a_level_more_or_less_is_an_effect(tmp_path: Path, fresh: FreshDatabase) -> None:
    scenario = _applied(tmp_path, fresh)
    levels = scenario["policy"]["purposes"]["planning"].pop("levels")
    write_files(scenario, tmp_path)
    with Troth(tmp_path, fresh.url) as troth:
        plan = troth.plan()
        assert "+ planning would see born exactly of 0 rows of visit" in str(plan)
        troth.apply(plan, draft=True)
    scenario["policy"]["purposes"]["planning"]["levels"] = levels
    write_files(scenario, tmp_path)
    with Troth(tmp_path, fresh.url) as troth:
        assert "planning would see the month of born alone of 0 rows of visit" in str(troth.plan())


def test_pseudonyms_instead_of_keys_are_an_effect(tmp_path: Path, fresh: FreshDatabase) -> None:
    scenario = _applied(tmp_path, fresh)
    scenario["policy"]["purposes"]["planning"]["keys"] = "pseudonym"
    write_files(scenario, tmp_path)
    with Troth(tmp_path, fresh.url) as troth:
        plan = troth.plan()
        assert "planning would see pseudonyms instead of keys of 0 rows of visit" in str(plan)
        troth.apply(plan, draft=True)
        assert troth.plan().empty
        assert "mapped_column('visit_id', Text, primary_key=True" in sqlalchemy_models(troth.compiled(), "planning")


def test_what_is_seen_no_longer_is_an_effect(tmp_path: Path, fresh: FreshDatabase) -> None:
    scenario = _applied(tmp_path, fresh)
    with psycopg.connect(fresh.url, autocommit=True) as owner:
        owner.execute("insert into member values (1, 'Ana')")
        owner.execute("insert into visit values (1, 1, '10.1.2.3', '1990-05-17', null, null, now())")
    policy = scenario["policy"]
    policy["purposes"]["security"]["uses"].remove("born")
    del policy["purposes"]["planning"], policy["recipients"]
    write_files(scenario, tmp_path)
    with Troth(tmp_path, fresh.url) as troth:
        said = [str(effect) for effect in troth.plan().effects if "no longer see" in effect.what]
    assert sorted(said) == [
        "- planning would no longer see born of 1 rows of visit",
        "- recipient partner would no longer see born, ip of 1 rows of visit",
        "- security would no longer see born of 1 rows of visit",
    ]
