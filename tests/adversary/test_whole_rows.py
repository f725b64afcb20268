"""Attempt: reach columns and places that the window does not name, by whole rows and system columns."""

from adversary.market import ANAS_PHONE, HILDA, Market, Prompt, window


def attack(prompt: Prompt) -> str:
    return prompt.all(
        "select m from member m",
        "select m.*::text, to_jsonb(m) from member m",
        "select row_to_json(m) from member m",
        "select ctid, xmin, tableoid from member",
        "select phone from member",
        "select m.full_name, m.phone, m.ctid from public.member m",
        "select (m).phone from member m",
        "select member.phone from for_support.member",
        "select null::public.member",
        "select jsonb_populate_record(null::public.member, to_jsonb(m)) from member m",
        "select query_to_xml('select * from public.member', true, true, '')",
        "select table_to_xml('public.member', true, true, '')",
        "select database_to_xml(true, true, '')",
        "select currtid2('public.member', '(0,3)')",
    )


def test_refused(market: Market) -> None:
    with market.prompt("support") as prompt:
        seen = attack(prompt)
    assert ANAS_PHONE not in seen and HILDA not in seen


def test_without_the_defence(market: Market) -> None:
    with market.without(f"grant select on public.member to {window('support')}"), market.prompt("support") as prompt:
        seen = attack(prompt)
    assert ANAS_PHONE in seen and HILDA in seen
