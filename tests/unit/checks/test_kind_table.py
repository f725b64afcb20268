"""A kind of person without a table of their own, or with two."""

from collections.abc import Callable
from textwrap import dedent


def test_kind_table(found: Callable[..., str]) -> None:
    assert found(
        policy={"  maker: {says": '  visitor: {says: "People who look"}\n  maker: {says'},
        tables={"    subject: maker\n": "    subject: buyer\n"},
    ) == dedent("""\
        [TR202] warning: no table is the table of the subject `visitor`
          where: policy.yaml:10:3
          why:   the primary key of that table is the person's key; every path ends there
          hint:  add `subject: visitor` to the table in which one row is one visitor
        [TR202] error: both `buyer` and `maker` are the table of the subject `buyer`
          where: tables.yaml:13:5
          why:   the primary key of that table is the person's key; every path ends there
          hint:  a person of two kinds is two subjects: give one of them a kind of its own, or `owners`
        [TR202] error: no table is the table of the subject `maker`
          where: tables.yaml:21:7
          why:   the primary key of that table is the person's key; every path ends there
          hint:  add `subject: maker` to the table in which one row is one maker
        """)
