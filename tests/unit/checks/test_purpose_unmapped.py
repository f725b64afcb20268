"""A purpose that uses what no table holds."""

from collections.abc import Callable
from textwrap import dedent


def test_purpose_unmapped(found: Callable[..., str]) -> None:
    assert found(
        tables={
            "      hearing: {holds: health.hearing, erase: null}\n": "",
            "      phone: contact.phone\n": "",
            "    columns: {ip: device.ip, seen_at: plain}": "    columns: {seen_at: plain}",
        }
    ) == dedent("""\
        [TR213] error: no table holds `health.hearing`, which the purpose `advice` uses: its window would be empty
          where: policy.yaml:71:12
          why:   a promise about data that is nowhere proves nothing
          hint:  name the column that holds it in tables.yaml, or take it out
        [TR213] warning: no table holds `device.ip`, which the purpose `fraud_prevention` uses
          where: policy.yaml:76:12
          why:   a promise about data that is nowhere proves nothing
          hint:  name the column that holds it in tables.yaml, or take it out
        """)
