"""Statements are found in each form of PostgreSQL's log, and no value of theirs is shown."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from troth.adopt.logs import Logged, read_log, unqualified, without_values

PLAIN = """2026-11-22 09:59:59.000 CET [1] LOG:  starting PostgreSQL 18.6 on x86_64-linux, compiled by gcc, 64-bit
2026-11-22 10:00:00.123 CET [41] ana@shop LOG:  statement: select full_name
\tfrom member
\twhere email = 'ana@shop.example'
2026-11-22 10:00:00.124 CET [41] ana@shop LOG:  execute <unnamed>: update member set phone = $1 where member_id = $2
2026-11-22 10:00:00.124 CET [41] ana@shop DETAIL:  parameters: $1 = '+49 30 1', $2 = '7'
2026-11-22 10:00:00.125 CET [41] ana@shop LOG:  duration: 0.311 ms  parse <unnamed>: select 1 from orders
2026-11-22 10:00:00.125 CET [41] ana@shop LOG:  duration: 0.411 ms  bind <unnamed>: select 1 from orders
2026-11-22 10:00:00.125 CET [41] ana@shop LOG:  duration: 12.5 ms  execute s_1: select 1 from orders
2026-11-22 10:00:00.125 CET [41] ana@shop ERROR:  relation "x" does not exist at character 15
2026-11-22 10:00:00.125 CET [41] ana@shop STATEMENT:  select * from x
2026-11-22 10:00:00.126 CET [41] ana@shop LOG:  checkpoint starting: time
"""
CSV = (
    '2026-11-22 10:00:00.123 CET,"ana","shop",41,"[local]",65,1,"SELECT",2026-11-22 10:00:00 CET,3/7,0,LOG,00000,'
    '"statement: select ""full_name"", \'a;b\'\nfrom member",,,,,,,,,"psql","client backend",,0\n'
    '2026-11-22 10:00:00.124 CET,"ana","shop",41,"[local]",65,2,"SELECT",2026-11-22 10:00:00 CET,3/7,0,LOG,00000,'
    '"execute <unnamed>: select $1","parameters: $1 = \'secret\'",,,,,,,,"psql","client backend",,0\n'
)
JSON = (
    '{"timestamp":"2026-11-22 10:00:00.123 CET","user":"ana","dbname":"shop","error_severity":"LOG",'
    '"message":"duration: 1.5 ms  statement: select 1\\nfrom member"}\n'
    '{"timestamp":"2026-11-22 10:00:00.123 CET","message":"checkpoint starting: time"}\nnot json\n'
)


def test_the_plain_form() -> None:
    assert [one.text for one in read_log(PLAIN.splitlines(keepends=True))] == [
        "select full_name\nfrom member\nwhere email = 'ana@shop.example'",
        "update member set phone = $1 where member_id = $2",
        "select 1 from orders",
    ]


def test_the_form_for_spreadsheets() -> None:
    assert list(read_log(CSV.splitlines(keepends=True))) == [
        Logged(text="select \"full_name\", 'a;b'\nfrom member", user="ana", database="shop"),
        Logged(text="select $1", user="ana", database="shop"),
    ]


def test_the_form_for_programs() -> None:
    assert list(read_log(JSON.splitlines(keepends=True))) == [
        Logged(text="select 1\nfrom member", user="ana", database="shop")
    ]


def test_an_empty_log() -> None:
    assert list(read_log([])) == list(read_log(["\n"])) == []


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ("SELECT * FROM Member WHERE email='ana@x' AND n = 12.5e3", "select * from member where email=? and n = ?"),
        ("select $1, E'it\\'s', $tag$ secret $ $tag$, U&'d', x'1f'", "select ?, ..."),
        ("select 1 -- ana@x\n/* and ' more */ from \"Odd 'Name'\"", "select ? from \"Odd 'Name'\""),
        ("insert into a values (1, 'x'), (2, 'y'),(3,'z')", "insert into a values (?, ...), ..."),
        ("select 1 where a in (1,2, 3)", "select ? where a in (?, ...)"),
        ("select col1, t2.c3 from t2 where c3 like 'unfinished", "select col1, t2.c3 from t2 where c3 like ?"),
        ("select   1 ;\n", "select ?"),
    ],
)
def test_no_value_is_shown(statement: str, shown: str) -> None:
    assert without_values(statement) == shown


@given(secret=st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=6), quote=st.sampled_from("'$E"))
@example(secret="a'b''c'", quote="'")
def test_whatever_the_value_is(secret: str, quote: str) -> None:
    quoted = {
        "'": "'" + secret.replace("'", "''") + "'",
        "E": "E'" + secret.replace("\\", "\\\\").replace("'", "\\'") + "'",
        "$": f"$q${secret}$q$",
    }[quote]
    if quote == "$" and "$q$" in secret + "$":
        return
    assert without_values(f"select {quoted} as found from member") == "select ? as found from member"


def test_a_schema_before_a_table_is_left_out_but_not_in_a_value() -> None:
    statement = "select public.member.email, 'public.x', \"public\".orders.total from public . member, publicly.x"
    assert unqualified(statement, ["public"]) == "select member.email, 'public.x', orders.total from member, publicly.x"
