"""A category that no purpose uses: nobody may see it and nothing needs it."""

from collections.abc import Callable
from textwrap import dedent


def test_unused_category(found: Callable[..., str]) -> None:
    assert found(
        policy={
            "uses: [device.ip, contact.email]": "uses: [contact.email]",
            '  sale: "What': '  taste: "What one likes"\n  sale: "What',
        }
    ) == dedent("""\
        [TR116] warning: no purpose uses the category `taste`
          where: policy.yaml:17:3
          why:   no purpose, no data: the next sweep would erase all of it
          hint:  add it to the `uses` of a purpose, or take it out and do not collect it
        [TR116] error: no purpose uses the category `device.ip`, and `signal.ip` holds it
          where: policy.yaml:19:3
          why:   no purpose, no data: the next sweep would erase all of it
          hint:  add it to the `uses` of a purpose, or take it out and do not collect it
        """)
