"""Attempt: make PostgreSQL print a hidden person's name in an error message."""

from adversary.market import HILDA, Market, Prompt, drop_policies, sees

PLAIN_VIEW = """
create or replace view for_support.member as
  select member_id, full_name, email, created_at, last_seen_at, closed_at from public.member r
  where not exists (select from troth.hidden_member h where h.subject = r.member_id)
"""
"""What a window would be without row security: a view with its own WHERE. The reader's conditions may run first."""


def attack(prompt: Prompt) -> str:
    return prompt.all(
        "select member_id from member where full_name::int = 1 and full_name like 'Hilda%'",
        "select count(*) from member where full_name like 'Hilda%' and case when full_name = '' then true "
        "else full_name::int > 0 end",
        "select member_id from member where full_name like 'H%' order by full_name::date",
        "select m.member_id from member m join (values (1)) v(n) on m.full_name::int = v.n where full_name like 'H%'",
    )


def test_refused(market: Market) -> None:
    with market.prompt("support") as prompt:
        assert HILDA not in attack(prompt)
        assert "invalid input syntax" in prompt.ask("select member_id from member where full_name::int = 1")


def test_without_the_defence(market: Market) -> None:
    removed = [*drop_policies("support", "member"), f"grant select on public.member to {sees('support')}", PLAIN_VIEW]
    with market.without(*removed), market.prompt("support") as prompt:
        assert f'invalid input syntax for type integer: "{HILDA}"' in attack(prompt)
