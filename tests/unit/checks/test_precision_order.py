"""Levels of one category that do not belong together."""

from collections.abc import Callable
from textwrap import dedent

IP = '  device.ip: "Internet address"\n'


def test_precision_order(found: Callable[..., str]) -> None:
    assert not found(policy={IP: '  device.ip: {says: "Internet address", levels: [network]}\n'})
    assert found(policy={IP: '  device.ip: {says: "Internet address", levels: [year, month]}\n'}) == dedent("""\
        [TR147] error: `year, month` are no levels of one kind of data, the finest first
          where: policy.yaml:18:3
          why:   what is brought to one level must still be able to be brought to the next
          hint:  write one of `[network]`, `[month]`, `[year]`, `[month, year]`, `[area]`, `[prefix]`
        """)
