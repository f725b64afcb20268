"""What PostgreSQL refuses a window is explained: what the purpose sees, and which others could see the rest."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from databases import Server
from integration.company import Shop, opened_shop
from troth.errors import NotForThisPurpose
from troth.findings import Finding


def refusal(shop: Shop, purpose: str, statement: str) -> Finding:
    with pytest.raises(NotForThisPurpose) as problem, shop.troth.purpose(purpose) as db:
        db.execute(statement.encode())
    assert isinstance(problem.value.__cause__, psycopg.Error)
    (finding,) = problem.value.findings
    return finding


@pytest.mark.parametrize(
    "statement",
    [
        "select email from member",
        "select m.email from member m",
        "select member.email from member",
        "update member set email = 'x'",
        "select 1 from member where email like 'a%'",
    ],
)
def test_a_column_of_other_purposes(shop: Shop, statement: str) -> None:
    finding = refusal(shop, "bookkeeping", statement)
    assert finding.code == "TR610"
    assert finding.message == "`member.email` is not for the purpose `bookkeeping`"
    assert "`bookkeeping` uses identity.name, order" in finding.why and "contact.email" in finding.why
    for purpose in ("account", "fulfilment", "support", "newsletter"):
        assert f"`{purpose}`" in finding.hint
    assert "`full_name`" in finding.hint
    assert "`statistics`" not in finding.hint


def test_a_column_that_nobody_has(shop: Shop) -> None:
    finding = refusal(shop, "account", "select emial from member")
    assert (finding.code, finding.hint) == ("TR611", "did you mean `email`?")


def test_a_table_of_other_purposes(shop: Shop) -> None:
    finding = refusal(shop, "account", "select * from dispute")
    assert finding.code == "TR612"
    assert "`dispute_handling`" in finding.hint and "`newsletter`" not in finding.hint


def test_a_table_that_nobody_has(shop: Shop) -> None:
    finding = refusal(shop, "account", "select * from membr")
    assert (finding.code, finding.hint) == ("TR613", "did you mean `member`?")


def test_writing_what_may_only_be_read(shop: Shop) -> None:
    for statement in ("update member set full_name = 'x'", "delete from member", "insert into member default values"):
        finding = refusal(shop, "bookkeeping", statement)
        assert finding.code == "TR614"
        assert "read `member_id`, `full_name`" in finding.why and "change" not in finding.why
    finding = refusal(shop, "account", "update member set last_seen_at = now()")
    assert finding.code == "TR614" and "change `full_name`" in finding.why


def test_writing_where_nothing_is_shown_as_it_is(server: Server, tmp_path: Path) -> None:
    trends = {
        "says": "See what is complained of",
        "basis": "contract",
        "on_erasure": "end",
        "keep": "1 year after order placed",
    }
    trends |= {"uses": ["message"], "keys": "pseudonym"}
    with opened_shop(server, tmp_path, purposes={"trends": trends}) as shop:
        finding = refusal(shop, "trends", "update orders set order_id = '1'")
    assert finding.code == "TR614"


def test_a_row_whose_person_has_not_consented(shop: Shop) -> None:
    ana, ben = shop.sign_up(), shop.sign_up()
    order = shop.order(ana)
    shop.troth.subject("member", ben).restrict("accuracy")
    shop.owner.execute("grant update (buyer_id) on orders to k7tracks_sees_fulfilment")
    shop.chief.execute("grant update (buyer_id) on for_fulfilment.orders to k7tracks_for_fulfilment")
    finding = refusal(shop, "fulfilment", f"update orders set buyer_id = {ben} where order_id = {order}")
    assert finding.code == "TR615" and "`orders`" in finding.message


def test_outside_of_the_window(shop: Shop) -> None:
    finding = refusal(shop, "account", "select * from public.member")
    assert finding.code == "TR616" and "without a schema" in finding.hint
    for statement in ("select * from for_support.member", "select * from troth.consent_member", "set role postgres",
                      "select * from public.orders"):  # fmt: skip
        assert refusal(shop, "account", statement).code == "TR616"


def test_other_errors_are_as_they_were(shop: Shop) -> None:
    for statement, error in (
        ("select 1 / 0", psycopg.errors.DivisionByZero),
        ("selct 1", psycopg.errors.SyntaxError),
        ("select m.full_name from member", psycopg.errors.UndefinedTable),
        ("update member set full_name = null", psycopg.errors.NotNullViolation),
    ):
        shop.sign_up()
        with pytest.raises(error), shop.troth.purpose("account") as db:
            db.execute(statement.encode())


def test_a_refusal_leaves_the_pool_as_it_was(shop: Shop) -> None:
    for _ in range(10):
        assert refusal(shop, "account", "select * from dispute").code == "TR612"
    with shop.troth.purpose("account") as db:
        assert db.execute("select 1").fetchone() == (1,)
