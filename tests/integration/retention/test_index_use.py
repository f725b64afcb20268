"""Every statement of a sweep finds the rows of other tables by an index, or TR313 has said that there is none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from psycopg import sql

from integration.company import Shop
from troth.checks.database import no_index
from troth.compiler.swept.straight import Straight
from troth.compiler.swept.survey import Survey
from troth.postgres.numbered import Numbered
from troth.rollout.deployment import read_files


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """All nodes of a plan."""
    yield plan
    for below in plan.get("Plans", []):
        yield from nodes(below)


def scanned(shop: Shop, query: sql.Composed, given: dict[str, Any]) -> set[str]:
    """The company's tables that a statement reads from end to end, though PostgreSQL was asked not to."""
    explained = Numbered.of(sql.SQL("explain (verbose, format json) {}").format(query))
    with shop.owner.transaction():
        shop.owner.execute("set local enable_seqscan = off")
        ((((plan,),),),) = [explained.run(shop.owner, given).fetchall()]
    return {
        f"{node['Relation Name']}"
        for node in nodes(plan["Plan"])
        if node["Node Type"] == "Seq Scan" and node.get("Schema") == "public"
    }


def warned(shop: Shop) -> set[str]:
    """The tables of which a finding says that an index is missing."""
    found = no_index.check(read_files(shop.folder).declared, shop.troth.compiled().mapped)
    return {finding.message.split("`")[1].split("(")[0] for finding in found}


def test_no_table_is_read_from_end_to_end_for_a_batch(shop: Shop) -> None:
    compiled = shop.troth.compiled()
    survey = Survey(compiled.policy, compiled.mapped)
    given = {"after": "(0,0)", "end": "(1000,0)"}
    straight = [group[0] for group in survey.groups if survey.is_simple(group)]
    assert straight
    found = [scanned(shop, Straight(survey.stays, fate, 100).carry_out(), given) for fate in straight]
    assert set().union(*found) == warned(shop) == {"advert_view"}


def test_an_index_that_is_dropped_is_missed(shop: Shop) -> None:
    """So that the test above can fail."""
    shop.owner.execute("drop index fraud_signal_member_id_idx")
    compiled = shop.troth.compiled()
    survey = Survey(compiled.policy, compiled.mapped)
    member = next(fate for fate in survey.fates.values() if fate.relation.name == "member")
    given = {"after": "(0,0)", "end": "(1000,0)"}
    assert "fraud_signal" in scanned(shop, Straight(survey.stays, member, 100).carry_out(), given)
