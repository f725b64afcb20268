"""Invented companies for the property tests: schema, data map, policy, rows, standing and clock that fit each other."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from properties.case import Case
from properties.draw_joint import draw_joint
from properties.draw_lively import deal_sorts
from properties.draw_policy import draw_policy
from properties.draw_pseudonyms import draw_pseudonyms
from properties.draw_rows import draw_rows, draw_standing
from properties.draw_tables import draw_tables
from properties.evaluator import Evaluator
from properties.standing import Standing

CLOCKS = (
    "2026-06-15 12:00:00",
    "2024-02-29 12:00:00",
    "2025-02-28 23:59:59",
    "2025-03-01 00:00:00",
    "2025-12-31 23:59:59",
    "2026-01-01 00:00:00",
    "2025-05-31 12:00:00",
)
"""Times on the policy's wall clock, all far from the hours in which clocks are moved."""


FEWEST_PURPOSES, FEWEST_ROWS = 4, 3
"""In a lively company; in others one purpose, and perhaps no row."""


@st.composite
def cases(draw: DrawFn, *, lively: bool = False) -> Case:
    """A whole case. Every part is valid: compiling it must succeed."""
    schema, tables = draw_tables(draw)
    wall = datetime.fromisoformat(draw(st.sampled_from(CLOCKS)))
    policy = draw_policy(draw, schema, tables, wall.date(), fewest=FEWEST_PURPOSES if lively else 1)
    if lively:
        deal_sorts(draw, policy, tables)
    clock = wall.replace(tzinfo=ZoneInfo(policy["time_zone"])).astimezone(ZoneInfo("UTC"))
    scratch = Evaluator(policy=policy, tables=tables, schema=schema, data={}, standing=Standing(), clock=clock)
    draw_joint(draw, scratch)
    draw_pseudonyms(draw, scratch)
    data = draw_rows(draw, scratch, fewest=FEWEST_ROWS if lively else 0)
    return Case(schema, tables, policy, data, draw_standing(draw, scratch, data), clock)
