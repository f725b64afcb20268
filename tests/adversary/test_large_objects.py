"""Attempt: read the company's large objects, or hide data in one's own for another window to find."""

from adversary.market import Market, Prompt, window


def attack(prompt: Prompt) -> str:
    return prompt.all(
        "select convert_from(lo_get(4711), 'UTF8')",
        "select lo_open(4711, x'40000'::int)",
        "select data from pg_largeobject",
        "select lo_import('/etc/hostname')",
        "select lo_export(4711, '/tmp/out')",
        "select lo_put(4711, 0, 'x')",
    )


def kept(market: Market) -> None:
    market.run("select lo_from_bytea(4711, 'scan of a passport 8812')")


def test_refused(market: Market) -> None:
    kept(market)
    with market.prompt("support") as prompt:
        seen = attack(prompt)
    assert seen.count("42501") == 6 and "8812" not in seen


def test_two_windows_do_not_share_one(market: Market) -> None:
    with market.prompt("account") as giver, market.prompt("newsletter") as taker:
        giver.ask("select lo_from_bytea(4712, convert_to(string_agg(phone, ','), 'UTF8')) from member")
        assert "permission denied for large object 4712" in taker.ask("select lo_get(4712)")


def test_without_the_defence(market: Market) -> None:
    kept(market)
    with (
        market.without(f"grant select on large object 4711 to {window('support')}"),
        market.prompt("support") as prompt,
    ):
        assert "passport 8812" in attack(prompt)
