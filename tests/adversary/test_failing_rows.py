"""Attempt: break a constraint, so that the error prints the whole row with the columns that the window lacks."""

from adversary.market import BOOK_TOTAL, Market, Prompt, window

CHECKED = "alter table public.orders add check (ship_to <> '')"


def attack(prompt: Prompt) -> str:
    return prompt.all(
        "update orders set ship_to = '' where order_id = 1",
        "update member set full_name = null where member_id = 1",
        "select total from orders",
    )


def test_refused(market: Market) -> None:
    market.run(CHECKED)
    with market.prompt("account") as prompt:
        seen = attack(prompt)
    assert "23514" in seen and "23502" in seen
    assert "Failing row" not in seen and BOOK_TOTAL not in seen


def test_without_the_defence(market: Market) -> None:
    removed = (
        CHECKED,
        "alter table public.orders disable row level security",
        f"grant select (order_id, total) on public.orders to {window('account')}",
    )
    with market.without(*removed), market.prompt("account") as prompt:
        assert BOOK_TOTAL in attack(prompt)
