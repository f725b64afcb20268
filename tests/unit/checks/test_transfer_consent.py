"""A transfer that needs a consent that nobody is asked for."""

from collections.abc import Callable

COUNTRY = "    country: US\n"


def test_transfer_consent(found: Callable[..., str]) -> None:
    consent = f"{COUNTRY}    transfer: {{needs: consent}}\n"
    said = found(policy={COUNTRY: consent})
    assert "[TR155] error: `post_office` takes over who has consented, and `delivery` does not rest on consent" in said
    assert found(policy={COUNTRY: f"{consent}    needs: [consent: newsletter]\n"}) == ""
    assert found(policy={COUNTRY: f"{COUNTRY}    transfer: {{needs: notice, wait: 30 days}}\n"}) == ""


def test_waiting_means_nothing_with_consent(found: Callable[..., str]) -> None:
    waiting = f"{COUNTRY}    transfer: {{needs: consent, wait: 30 days}}\n    needs: [consent: newsletter]\n"
    assert "[TR152] warning: `transfer` means nothing" in found(policy={COUNTRY: waiting})


def test_counts_have_no_keys(found: Callable[..., str]) -> None:
    counts = {"    smallest_group: 25\n": "    smallest_group: 25\n    keys: pseudonym\n"}
    assert "[TR152] warning: `keys` means nothing on the recipient `researchers`" in found(policy=counts)
