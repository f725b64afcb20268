"""Attempt: listen on channels for what is said about people."""

from adversary.market import Market, Prompt, window

TALKS = (
    "create function public.tells() returns trigger language plpgsql as "
    "$$ begin perform pg_notify('troth', new.subject || ' is hidden from ' || new.scope); return new; end $$",
    "create trigger tells after insert on troth.hidden_member for each row execute function public.tells()",
)


def attack(prompt: Prompt, market: Market) -> str:
    prompt.all(*(f"listen {name}" for name in ("troth", "adv", "member", "hidden_member", window("support"))))
    market.run(
        "insert into troth.hidden_member values (2, 'support', 'objection', 7, null)",
        "insert into troth.consent_member values (2, 'newsletter', now())",
        "update public.member set phone = '+49 9' where member_id = 2",
    )
    prompt.ask("select 1")
    return "\n".join(note.payload for note in prompt.connection.notifies(timeout=0.2))


def test_refused(market: Market) -> None:
    with market.prompt("support") as prompt:
        assert attack(prompt, market) == ""


def test_without_the_defence(market: Market) -> None:
    with market.without(*TALKS), market.prompt("support") as prompt:
        assert "2 is hidden from support" in attack(prompt, market)
