"""Attempt: learn by a unique violation whether somebody hidden is here. A documented limit: a yes or no gets out.

What is pinned: the answer is one bit about a value the attacker had to know already. No other value of the row is told.
"""

from adversary.market import HILDA, HILDAS_EMAIL, Market, Prompt


def attack(prompt: Prompt) -> str:
    return prompt.all(
        f"insert into member (full_name, email) values ('Spy', '{HILDAS_EMAIL}')",
        "insert into member (full_name, email) values ('Spy', 'nobody@nowhere.example')",
    )


def test_one_bit_gets_out_and_nothing_else(market: Market) -> None:
    with market.prompt("sign_up") as prompt:
        seen = attack(prompt)
    here, not_here = seen.splitlines()
    assert here.startswith("23505") and not_here == "INSERT 0 1"
    assert HILDA not in seen and "3391" not in seen and "Key (email)" not in seen


def test_without_the_defence(market: Market) -> None:
    """Row security is also what keeps the key's value out of the message."""
    opened = "alter table public.member disable row level security", "grant select on public.member to public"
    with market.without(*opened), market.prompt("sign_up") as prompt:
        assert "Key (email)" in attack(prompt)
