"""A changed policy needs a new number: what is refused, what is not, and what a draft may do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from databases import Server, fresh_database
from integration.collecting.club import MAP, POLICY, TABLES
from troth.client import Troth
from troth.errors import Refused

Changed = Callable[..., Troth]


@pytest.fixture
def changed(server: Server, tmp_path: Path) -> Iterator[Changed]:
    """The club as it was applied, and then with other words in its policy."""
    folder = tmp_path / "privacy"
    folder.mkdir()
    (folder / "tables.yaml").write_text(yaml.safe_dump(MAP, sort_keys=False))

    def with_policy(**other: Any) -> Troth:
        (folder / "policy.yaml").write_text(yaml.safe_dump(POLICY | other, sort_keys=False))
        return Troth(folder, database.url, secret="of these tests")

    with fresh_database(server) as database:
        with psycopg.connect(database.url, autocommit=True) as owner:
            owner.execute(TABLES)
        with with_policy() as troth:
            assert not [each for each in troth.plan().findings if each.code == "TR514"], "nothing was applied before"
            troth.apply(troth.plan())
        yield with_policy


def other_purpose(**other: Any) -> dict[str, Any]:
    purposes: dict[str, Any] = POLICY["purposes"]
    return purposes | {"sign_up": purposes["sign_up"] | other}


def test_a_change_under_the_same_number(changed: Changed) -> None:
    with changed(purposes=other_purpose(keep="6 years after joined")) as troth:
        plan = troth.plan()
        (found,) = [each for each in plan.findings if each.code == "TR514"]
        assert found.message.endswith("applied as version 2: `purposes.sign_up.keep`")
        assert "`version: 3`" in found.hint
        with pytest.raises(Refused, match="TR514"):
            troth.apply(plan)
        troth.apply(plan, draft=True)
        troth.apply(troth.plan())  # what it was changed to is now what was applied
    with changed(purposes=other_purpose(keep="7 years after joined"), version=3) as troth:
        troth.apply(troth.plan())
    promise = {"id": "a-promise-1", "says": "A sentence", "kept_by": [{"form": "joining"}]}
    with changed(purposes=other_purpose(keep="7 years after joined"), version=3, promises=[promise]) as troth:
        assert "`promises" in next(each for each in troth.plan().findings if each.code == "TR514").message


def test_how_it_is_proved_and_from_when_may_change(changed: Changed) -> None:
    promise = {"id": "a-promise-1", "says": "A sentence", "kept_by": [{"form": "joining"}]}
    with changed(promises=[promise], version=3) as troth:
        troth.apply(troth.plan())
    with changed(promises=[promise | {"kept_by": [{"age": "member"}]}], version=3, effective="2020-01-02") as troth:
        troth.apply(troth.plan())
