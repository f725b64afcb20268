"""Attempt: change or remove rows one cannot see by statements that read nothing, so that only writing is checked."""

from adversary.market import Market, Prompt, sees

HIDDEN_PHONES = "select phone from member where member_id in (3, 4) order by member_id"
HIDDEN_MESSAGES = "select id from message where id > 1 order by id"


def change(prompt: Prompt) -> str:
    return prompt.ask("update member set phone = 'gone'")


def remove(prompt: Prompt) -> str:
    return prompt.ask("delete from message")


def test_refused(market: Market) -> None:
    with market.prompt("account") as prompt:
        assert change(prompt) != "UPDATE 0"
    assert market.look(HIDDEN_PHONES) == ["+49 3391", "+49 4417"]
    with market.prompt("tidying") as prompt:
        assert remove(prompt) == "DELETE 1"
    assert market.look(HIDDEN_MESSAGES) == [2, 3]


def test_without_the_defence(market: Market) -> None:
    with market.without(
        f"alter policy {sees('account')}_update on public.member using (true) with check (true)",
        f"alter policy {sees('tidying')}_delete on public.message using (true)",
    ):
        with market.prompt("account") as prompt:
            change(prompt)
        with market.prompt("tidying") as prompt:
            remove(prompt)
    assert market.look(HIDDEN_PHONES) == ["gone", "gone"]
    assert market.look(HIDDEN_MESSAGES) == []
