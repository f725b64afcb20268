"""Attempt: give a row another owner, or push it out of sight, by writing keys, links and clocks."""

from adversary.market import Market, Prompt, drop_policies, sees, window


def attack(prompt: Prompt) -> str:
    return prompt.all(
        "update orders set buyer_id = 2 where order_id = 1 returning 'moved'",
        "update orders set order_id = 77 where order_id = 1 returning 'moved'",
        "update orders set placed_at = 'infinity' where order_id = 1 returning 'moved'",
    )


def test_refused(market: Market) -> None:
    with market.prompt("fulfilment") as prompt:
        seen = attack(prompt)
    assert seen.count("42501") == 2 and "moved" not in seen
    with market.prompt("account") as prompt:
        assert "42501" in prompt.ask("update member set last_seen_at = now() where member_id = 1 returning 'moved'")


def test_a_row_cannot_be_moved_out_of_sight(market: Market) -> None:
    with market.prompt("account") as prompt:
        past = "update member set closed_at = now() - interval '1 day' where member_id = 1"
        assert "row-level security" in prompt.ask(past)
        assert prompt.ask("update member set closed_at = now() where member_id = 1") == "UPDATE 1"


def test_without_the_defence(market: Market) -> None:
    opened = (
        f"grant update on for_fulfilment.orders to {window('fulfilment')}",
        f"grant update on public.orders to {sees('fulfilment')}",
    )
    with market.without(*opened), market.prompt("fulfilment") as prompt:
        assert "moved" in attack(prompt)


def test_without_the_policy_on_rows(market: Market) -> None:
    with market.without(*drop_policies("account", "member")), market.prompt("account") as prompt:
        past = "update member set closed_at = now() - interval '1 day' where member_id = 1"
        assert prompt.ask(past) == "UPDATE 1"
