"""K7Tracks runs: its policy applied, its trade played through windows, and what each side then sees."""

from __future__ import annotations

import pytest

from integration.examples.conftest import Company
from troth.errors import NotForThisPurpose
from troth.findings import Level

PROMISES = {
    "k7-intro": 3,
    "k7-collect": 17,
    "k7-use": 6,
    "k7-share": 4,
    "k7-protect": 7,
    "k7-rights": 4,
    "k7-cookies": 7,
    "k7-intl": 5,
    "k7-children": 3,
    "k7-vendor": 1,
    "k7-changes": 3,
    "k7-flow": 8,
}
"""How many sentences each section of the published policy has."""


def test_every_sentence_is_promised_once(k7tracks: Company) -> None:
    wanted = [f"{section}-{number}" for section, count in PROMISES.items() for number in range(1, count + 1)]
    assert [promise.id for promise in k7tracks.troth.files.declared.policy.promises] == wanted
    assert len(wanted) == 68


def test_nothing_is_wrong_with_the_files_or_the_database(k7tracks: Company) -> None:
    assert not [finding for finding in k7tracks.troth.check() if finding.level is Level.ERROR]
    assert not k7tracks.troth.verify().of(Level.ERROR)


def test_whoever_sends_a_parcel_sees_where_it_goes_and_not_what_it_cost(k7tracks: Company) -> None:
    order = k7tracks.story.order
    assert k7tracks.sees("dispatch", "select ship_to from orders where order_id = %s", order)
    with pytest.raises(NotForThisPurpose):
        k7tracks.sees("dispatch", "select total from orders where order_id = %s", order)
