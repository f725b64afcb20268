"""A data map with every mistake of form that one can make: all of it is found at once, each in its place."""

from textwrap import dedent

import pytest

from troth.errors import Refused
from troth.tables import parse_tables

SPOILED = dedent("""\
    tables:
      a.b.c: plain
      member: plane
      orders: {subject: member, owners: {buyer: {member: x}}, plain: false}
      x: {plain: true, columns: {a: b}}
      line:
        owners:
          buyer: {member: a.b > c}
          seller: {member: "a > b", seller: c}
          third: x
          fourth: {member: a, when: 4, }
          fifth: {member: a > }
        columns:
          a: {hold: b}
          b: {holds: b, erase: gone, of: [B], from: hearsay}
          c: {holds: b, erase: {to: week, kep_first: 2}}
          d: {holds: b, erase: {to: year, keep_first: 2}}
          e: {holds: b, erase: {set: [a]}}
          f: {holds: b, erase: {}}
          g: {holds: b, erase: 5}
          h: 4
          i: {holds: b, erase: {set: null}}
          j: [plain]
    links: {a: b.c, b.c.d.e: 5}
    events: {x: member, "y,z": a.b, z: {at: 4, off: orders}}
    conditions: {open: closed_at, shut: {table: x}}
    aggregates: {v: {counts: X, from: y, by: []}}
    bypass: [{role: x, because: "", until: soon}]
    adopting: maybe
""")

FOUND = dedent("""\
    [TR028] error: `a.b.c` is not a table
      where: tables.yaml:2:3
      why:   the data map must lead to one table, one column and one person
      hint:  write `orders` or `shop.orders`
    [TR028] error: `plane` is not what a table can be
      where: tables.yaml:3:3
      why:   the data map must lead to one table, one column and one person
      hint:  write `plain`, or what its columns hold
    [TR029] error: a table has a `subject` or `owners`, not both
      where: tables.yaml:4:3
      why:   only one of them could hold
      hint:  name the kind whose row this is, or whose data is in it
    [TR029] error: a table that is `plain` has no subject, owners or columns
      where: tables.yaml:5:3
      why:   only one of them could hold
      hint:  leave `plain` out, or the others
    [TR028] error: a path starts with a column of its own table, not `a.b`
      where: tables.yaml:8:7
      why:   the data map must lead to one table, one column and one person
      hint:  write `order_id > orders.buyer_id`
    [TR028] error: an owner names one kind of person and the path to their row
      where: tables.yaml:9:7
      why:   the data map must lead to one table, one column and one person
      hint:  write `{member: buyer_id}`
    [TR022] error: `third` must be a mapping, not the text `x`
      where: tables.yaml:10:7
      why:   taking it for something else would change what was written
      hint:  write a mapping of keys and values
    [TR022] error: `when` must be text, not the number `4`
      where: tables.yaml:11:27
      why:   taking it for something else would change what was written
      hint:  put it in quotes: "4"
    [TR028] error: `""` is not a column
      where: tables.yaml:12:7
      why:   the data map must lead to one table, one column and one person
      hint:  write `orders.placed_at`
    [TR021] error: `holds` is missing
      where: tables.yaml:14:7
      why:   without it the meaning would be a guess
      hint:  add `holds: contact.email`
    [TR020] error: unknown key `hold`
      where: tables.yaml:14:11
      why:   a key that nothing reads would promise what nothing does
      hint:  did you mean `holds`?
    [TR024] error: `erase` cannot be `gone`
      where: tables.yaml:15:21
      why:   each of the words has one exact meaning, and others have none
      hint:  one of `null`, `unique`
    [TR023] error: `B` cannot be a name here
      where: tables.yaml:15:39
      why:   names become roles, schemas and views of the database
      hint:  write small letters, digits and _, a letter first, at most 41 of them
    [TR024] error: `from` cannot be `hearsay`
      where: tables.yaml:15:43
      why:   each of the words has one exact meaning, and others have none
      hint:  one of `person`, `observed`, `another`, `bought`, `derived`
    [TR024] error: `to` cannot be `week`
      where: tables.yaml:16:29
      why:   each of the words has one exact meaning, and others have none
      hint:  one of `year`, `month`, `day`
    [TR020] error: unknown key `kep_first`
      where: tables.yaml:16:39
      why:   a key that nothing reads would promise what nothing does
      hint:  did you mean `keep_first`?
    [TR029] error: `erase` says exactly one of `set`, `to` and `keep_first`
      where: tables.yaml:17:21
      why:   only one of them could hold
      hint:  write `erase: null` to empty the cell
    [TR028] error: `a list` is not a value that a cell can have
      where: tables.yaml:18:29
      why:   the data map must lead to one table, one column and one person
      hint:  write text, a number, true or false
    [TR029] error: `erase` says exactly one of `set`, `to` and `keep_first`
      where: tables.yaml:19:21
      why:   only one of them could hold
      hint:  write `erase: null` to empty the cell
    [TR024] error: `erase` cannot be `5`
      where: tables.yaml:20:21
      why:   each of the words has one exact meaning, and others have none
      hint:  one of `null`, `unique`
    [TR022] error: `h` must be a mapping, not the number `4`
      where: tables.yaml:21:7
      why:   taking it for something else would change what was written
      hint:  write a mapping of keys and values
    [TR029] error: `erase` says exactly one of `set`, `to` and `keep_first`
      where: tables.yaml:22:21
      why:   only one of them could hold
      hint:  write `erase: null` to empty the cell
    [TR022] error: `j` must be a mapping, not a list
      where: tables.yaml:23:7
      why:   taking it for something else would change what was written
      hint:  write a mapping of keys and values
    [TR028] error: `a` is not a column
      where: tables.yaml:24:9
      why:   the data map must lead to one table, one column and one person
      hint:  write `orders.placed_at`
    [TR022] error: `b.c.d.e` must be a list, not the number `5`
      where: tables.yaml:24:17
      why:   taking it for something else would change what was written
      hint:  write a list: [first, second]
    [TR028] error: `b.c.d.e` is not a column
      where: tables.yaml:24:17
      why:   the data map must lead to one table, one column and one person
      hint:  write `orders.placed_at`
    [TR028] error: `member` is not a column
      where: tables.yaml:25:10
      why:   the data map must lead to one table, one column and one person
      hint:  write `orders.placed_at`
    [TR023] error: `y,z` cannot be a name here
      where: tables.yaml:25:21
      why:   names become roles, schemas and views of the database
      hint:  write letters, digits and spaces, a letter first: `order delivered`
    [TR028] error: `4` is not a column
      where: tables.yaml:25:37
      why:   the data map must lead to one table, one column and one person
      hint:  write `orders.placed_at`
    [TR020] error: unknown key `off`
      where: tables.yaml:25:44
      why:   a key that nothing reads would promise what nothing does
      hint:  did you mean `of`?
    [TR022] error: `open` must be a mapping, not the text `closed_at`
      where: tables.yaml:26:14
      why:   taking it for something else would change what was written
      hint:  write a mapping of keys and values
    [TR021] error: `where` is missing
      where: tables.yaml:26:31
      why:   without it the meaning would be a guess
      hint:  add `where: "closed_at is null"`
    [TR023] error: `X` cannot be a name here
      where: tables.yaml:27:18
      why:   names become roles, schemas and views of the database
      hint:  write small letters, digits and _, a letter first, at most 41 of them
    [TR025] error: `by` must not be empty
      where: tables.yaml:27:38
      why:   beyond it the value would mean nothing, or harm
      hint:  write at least one
    [TR025] error: `because` must not be empty
      where: tables.yaml:28:20
      why:   beyond it the value would mean nothing, or harm
      hint:  write some words
    [TR027] error: `soon` is not a date
      where: tables.yaml:28:33
      why:   another form of date could be read as two different days
      hint:  write year, month and day: 2026-12-01
    [TR022] error: `adopting` must be true or false, not the text `maybe`
      where: tables.yaml:29:1
      why:   taking it for something else would change what was written
      hint:  write true or false, without quotes
""")


def test_every_mistake_of_form() -> None:
    with pytest.raises(Refused) as refused:
        parse_tables(SPOILED.encode())
    assert "".join(f"{finding}\n" for finding in refused.value.findings) == FOUND
