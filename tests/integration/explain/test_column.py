"""What is said of one column: what it holds, who sees it, on which ground, until when."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from integration.company import Shop
from troth.errors import Refused
from troth.explain import ColumnExplanation, explain_column
from troth.postgres.catalogue import Relation


def explained(shop: Shop, column: str) -> ColumnExplanation:
    return explain_column(shop.owner, shop.troth.compiled(), column)


def test_a_personal_column_names_its_purposes_and_what_they_may(shop: Shop) -> None:
    said = explained(shop, "member.email")
    assert (said.category, said.says, said.owners) == ("contact.email", "E-mail address", ("member",))
    seen = {one.purpose: one for one in said.seen_for}
    assert set(seen) == {
        "account", "fulfilment", "support", "newsletter", "fraud_prevention", "offers", "surveys", "defence",
    }  # fmt: skip
    assert seen["newsletter"].ground == "consent"
    assert seen["newsletter"].until == "while the consent stands"
    assert seen["defence"].ground == "legal obligation (Civil code)"
    assert seen["defence"].conditions == ("even of restricted people (legal claims)",)
    assert seen["fulfilment"].staff == ("logistics",)
    assert "change" in seen["account"].may and seen["support"].may == ("read",)
    assert not seen["support"].keeps and seen["account"].keeps
    assert "while others keep it" in seen["support"].until and "bookkeeping" not in seen["support"].until


def test_a_recipient_is_named_with_its_end(shop: Shop) -> None:
    (given,) = explained(shop, "orders.ship_to").given_to
    assert (given.recipient, given.purpose, given.until) == ("carrier", "fulfilment", "until 2027-01-01")


def test_the_column_of_an_event_says_who_marks_it(shop: Shop) -> None:
    said = explained(shop, "public.member.closed_at")
    may = {one.purpose: one.may for one in said.seen_for}
    assert "mark account closed" in may["account"]
    assert may["support"] == ("read",)


def test_keys_and_links_say_what_they_are(shop: Shop) -> None:
    assert explained(shop, "orders.order_id").says == "a key"
    assert explained(shop, "orders.buyer_id").says == "a link to its owner"


def test_who_is_not_bound_is_said(shop: Shop) -> None:
    unbound = explained(shop, "member.email").unbound
    assert f"{shop.database.owner}, who owns the table" in unbound
    assert any(said.endswith("a superuser") for said in unbound)


def test_it_prints_and_is_plain_data(shop: Shop) -> None:
    said = explained(shop, "member.email")
    assert "account: Run the member's account" in str(said)
    assert json.loads(json.dumps(said.to_json()))["category"] == "contact.email"


def test_an_unknown_column_is_refused_with_the_nearest(shop: Shop) -> None:
    with pytest.raises(Refused) as refused:
        explained(shop, "member.emial")
    (finding,) = refused.value.findings
    assert (finding.code, finding.hint) == ("TR590", "did you mean `member.email`?")


def test_what_is_plain_once_unlinked_says_so(shop: Shop) -> None:
    said = explained(shop, "fraud_signal.ip")
    assert said.once_unlinked == (
        "Personal while its row leads to somebody (member_id). Once nothing needs the row it is let go, not deleted: "
        "member_id erased, and this left as plain data, which the purposes below read and none changes."
    )
    assert f"\n{said.once_unlinked}\n" in str(said) and said.to_json()["once_unlinked"] == said.once_unlinked
    assert explained(shop, "member.email").once_unlinked is None


def test_a_column_that_nobody_has_mapped_is_there_and_unsaid(shop: Shop) -> None:
    compiled = shop.troth.compiled()
    table = compiled.mapped.tables[Relation("public", "member")]
    less = replace(table, columns={name: each for name, each in table.columns.items() if name != "phone"})
    mapped = replace(compiled.mapped, tables={**compiled.mapped.tables, table.relation: less})
    with pytest.raises(Refused, match=r"nobody says what `member\.phone` holds, so no purpose sees it"):
        explain_column(shop.owner, replace(compiled, mapped=mapped), "member.phone")
