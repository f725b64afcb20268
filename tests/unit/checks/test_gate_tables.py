"""A gate that cannot see what it asks for."""

from collections.abc import Callable
from textwrap import dedent

TABLES = """\
gates:
  accepted:
    table: sale
    when: "made_at is not null"
    needs:
      - {exists: parcels}
      - {count: sale_item, distinct: kind, at_least: 2}
      - {age: 18}
"""


def test_gate_tables(found: Callable[..., str]) -> None:
    assert found(added_to_tables=TABLES) == dedent("""\
        [TR227] error: the gate `accepted` does not say which owner of `sale` it is about
          where: tables.yaml:70:3
          why:   a gate that cannot see what it asks for would never open, or never shut
          hint:  add `of: buyer`
        [TR227] error: the gate `accepted` asks for rows of `parcels`, which is not mapped
          where: tables.yaml:74:9
          why:   a gate that cannot see what it asks for would never open, or never shut
          hint:  did you mean `parcel`?
        [TR227] error: the gate `accepted` asks for a column `kind` that is not mapped
          where: tables.yaml:75:9
          why:   a gate that cannot see what it asks for would never open, or never shut
          hint:  known: `article`
        [TR227] error: the gate `accepted` asks for an age, and no column tells how old a buyer is
          where: tables.yaml:76:9
          why:   a gate that cannot see what it asks for would never open, or never shut
          hint:  add `age: {member: {born: member.born}}`
        """)
