"""A level of precision that there is not."""

from collections.abc import Callable
from textwrap import dedent

SIGNALS = "    uses: [device.ip, contact.email]\n"


def test_precision_unknown(found: Callable[..., str]) -> None:
    said = found(policy={SIGNALS: SIGNALS + "    levels: {device.ip: network, address: area}\n"})
    assert said == dedent("""\
        [TR146] error: `device.ip` has no level `network`
          where: policy.yaml:77:5
          why:   it would be shown and kept exactly, although the policy says otherwise
          hint:  add `levels: [network]` to the category
        [TR146] error: `fraud_prevention` does not use `address`
          where: policy.yaml:77:5
          why:   it would be shown and kept exactly, although the policy says otherwise
          hint:  known: `contact.email`, `device.ip`
        """)
