"""A release that needs a consent to something that nobody is asked to consent to."""

from collections.abc import Callable


def test_release_consent(found: Callable[..., str]) -> None:
    country = "    country: US\n"
    assert found(policy={country: f"{country}    needs: [consent: newsletter, approval: legal_team, second]\n"}) == ""
    for name in ("delivery", "news"):
        said = found(policy={country: f"{country}    needs: [second: true, consent: {name}]\n"})
        assert f"[TR151] error: `{name}` is no purpose that people consent to\n  where: policy.yaml:107:27\n" in said


def test_a_need_is_one_of_four(found: Callable[..., str]) -> None:
    import pytest

    from troth.errors import Refused

    country = "    country: US\n"
    for need in ("approval", "{approval: legal team}", "{second: false}", "{agreements: terms}"):
        with pytest.raises(Refused, match="is not what a release can need"):
            found(policy={country: f"{country}    needs: [{need}]\n"})
