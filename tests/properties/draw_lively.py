"""Purposes of every sort for a company whose people have much to say: sorts are dealt, so that few companies have all.

Drawn one by one, most companies would have what cannot end, and hardly any an objection that is to be weighed.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

INTEREST = {"basis": "legitimate_interest", "interest": "It helps everyone"}
LASTING: tuple[dict[str, Any], ...] = (
    INTEREST | {"objection": "balance"},
    {"basis": "contract", "on_erasure": "end"},
    INTEREST,
    {"basis": "legal_obligation", "law": "Some act, section 1"},
    {"basis": "public_task", "objection": "balance"},
    INTEREST,
    INTEREST | {"direct_marketing": True},
    {"basis": "contract", "on_erasure": "wait", "because": "still_needed"},
)
"""Sorts of purposes whose time follows events."""
WHILE_CONSENTED: tuple[dict[str, Any], ...] = (
    {"basis": "consent", "needs": ["confirmed"]},
    {"basis": "consent"},
    {"basis": "consent", "direct_marketing": True},
)
"""Sorts of purposes whose time is that of a consent."""
OF_A_SORT = {"basis", "interest", "law", "on_erasure", "because", "objection", "direct_marketing", "needs", "open_per"}
OF_ONE_SORT_ALONE = ("confirmed", "consent")
"""Needs that not every basis may have."""


def deal_sorts(draw: DrawFn, policy: dict[str, Any], tables: dict[str, Any]) -> None:
    """Each purpose is of the next sort; and no case has to be opened: what readers stand in is kept."""
    lasting, consented = (draw(st.integers(0, len(sorts) - 1)) for sorts in (LASTING, WHILE_CONSENTED))
    for name, said in policy["purposes"].items():
        if said.get("keep", "after consent").endswith("after consent"):
            sort, consented = WHILE_CONSENTED[consented % len(WHILE_CONSENTED)], consented + 1
        else:
            sort, lasting = LASTING[lasting % len(LASTING)], lasting + 1
        policy["purposes"][name] = _of_sort(said, sort)
    named = {said.get("per") for said in (policy.get("recipients") or {}).values()}
    if cases := {name: table for name, table in tables.pop("cases", {}).items() if name in named}:
        tables["cases"] = cases


def _of_sort(said: dict[str, Any], sort: dict[str, Any]) -> dict[str, Any]:
    needs = [need for need in said.get("needs") or [] if need not in OF_ONE_SORT_ALONE] + sort.get("needs", [])
    because = {"because": said["because"]} if "despite_restriction" in said else {}
    rest = {part: value for part, value in said.items() if part not in OF_A_SORT}
    return rest | because | sort | ({"needs": needs} if needs else {})
