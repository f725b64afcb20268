"""A recipient of what is ordered."""

from collections.abc import Callable

RECEIVES = "    receives: [identity.name, address]\n"


def test_who_orders_on_no_ground_or_is_nobody_who_orders(found: Callable[..., str]) -> None:
    said = found(policy={RECEIVES: "    receives: as_ordered\n"})
    assert "[TR154] error: `carrier` receives what is ordered, on no ground" in said
    assert "[TR154] error: `carrier` receives what is ordered, and a processor orders nothing" in said


def test_an_authority_with_grounds(found: Callable[..., str]) -> None:
    ordered = "    receives: as_ordered\n    grounds: [court_order]\n    jurisdictions: [DE]\n"
    court = {"    role: processor\n": "    role: authority\n", RECEIVES: ordered}
    assert found(policy=court) == ""


def test_grounds_mean_nothing_elsewhere(found: Callable[..., str]) -> None:
    said = found(policy={RECEIVES: f"{RECEIVES}    grounds: [court_order]\n    jurisdictions: [DE]\n"})
    for key in ("grounds", "jurisdictions"):
        assert f"[TR152] warning: `{key}` means nothing on the recipient `carrier`" in said
