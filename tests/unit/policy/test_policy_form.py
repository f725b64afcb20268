# ruff: noqa: E501
"""A policy with every mistake of form that one can make: all of it is found at once, each in its place."""

from textwrap import dedent

import pytest

from troth.errors import Refused
from troth.policy import parse_policy

SPOILED = dedent("""\
    policy: K7 Tracks
    version: "3"
    effective: 2026-13-01
    controler: {}
    controller: {name: "", contact: 5, country: Germany}
    subjects: {}
    categories:
      contact.Email: "E-mail"
      contact.phone: {say: "x"}
      order: 12
    purposes:
      Account:
        says: "x"
        basis: legitimate
        uses: contact.email
        may: [read, delete]
        marks: account closed
        keep: 30 dayz after x
        on_erasure: stop
        while: "1x"
        direct_marketing: "yes"
        law: 2024
        open_ended:
      b:
        uses: []
        basis: null
        keep: 5
        about: [1, Seller, ~]
        kep: x
    holds: []
    recipients:
      c:
        says: x
        role: partner
        country: de
        receives: aggregate
        safeguard: scc
        agreement: {signed: 01/02/2026, expire: 2026-01-01}
        smallest_group: 1
      d: {says: x, role: public, country: DE, receives: [A.b], safeguard: {kind: certification, expires: 2026-02-30}}
      e: {says: x, role: public, country: DE, receives: 7, safeguard: 7}
      f: x
    promises:
      - id: A b
        says: x
        kept_by: [access, {access: a, b: c}, {}, {Access: 4}]
        attested_by: {role: x, every: 6 moons}
        informs: 1
      - x
""")

FOUND = dedent("""\
    [TR021] error: `time_zone` is missing
      where: policy.yaml:1:1
      why:   without it the meaning would be a guess
      hint:  add `time_zone: Europe/Berlin`
    [TR023] error: `K7 Tracks` cannot be a name here
      where: policy.yaml:1:1
      why:   names become roles, schemas and views of the database
      hint:  write small letters, digits and _, a letter first, at most 21 of them
    [TR022] error: `version` must be a whole number, not the text `3`
      where: policy.yaml:2:1
      why:   taking it for something else would change what was written
      hint:  write a whole number, without quotes
    [TR027] error: `2026-13-01` is not a date
      where: policy.yaml:3:1
      why:   another form of date could be read as two different days
      hint:  write year, month and day: 2026-12-01
    [TR020] error: unknown key `controler`
      where: policy.yaml:4:1
      why:   a key that nothing reads would promise what nothing does
      hint:  did you mean `controller`?
    [TR025] error: `name` must not be empty
      where: policy.yaml:5:14
      why:   beyond it the value would mean nothing, or harm
      hint:  write some words
    [TR022] error: `contact` must be text, not the number `5`
      where: policy.yaml:5:24
      why:   taking it for something else would change what was written
      hint:  put it in quotes: "5"
    [TR023] error: `Germany` cannot be a name here
      where: policy.yaml:5:36
      why:   names become roles, schemas and views of the database
      hint:  write the two capital letters of the country: `DE`
    [TR025] error: `subjects` must not be empty
      where: policy.yaml:6:1
      why:   beyond it the value would mean nothing, or harm
      hint:  write at least one
    [TR023] error: `contact.Email` cannot be a name here
      where: policy.yaml:8:3
      why:   names become roles, schemas and views of the database
      hint:  small letters, digits and _, with dots between: `contact.email`
    [TR021] error: `says` is missing
      where: policy.yaml:9:3
      why:   without it the meaning would be a guess
      hint:  add `says: "one sentence for the people it is about"`
    [TR020] error: unknown key `say`
      where: policy.yaml:9:19
      why:   a key that nothing reads would promise what nothing does
      hint:  did you mean `says`?
    [TR022] error: `order` must be a mapping, not the number `12`
      where: policy.yaml:10:3
      why:   taking it for something else would change what was written
      hint:  write a mapping of keys and values
    [TR023] error: `Account` cannot be a name here
      where: policy.yaml:12:3
      why:   names become roles, schemas and views of the database
      hint:  write small letters, digits and _, a letter first, at most 41 of them
    [TR024] error: `basis` cannot be `legitimate`
      where: policy.yaml:14:5
      why:   each of the words has one exact meaning, and others have none
      hint:  did you mean `legitimate_interest`? one of `consent`, `contract`, `legal_obligation`, `vital_interest`, `public_task`, `legitimate_interest`
    [TR022] error: `uses` must be a list, not the text `contact.email`
      where: policy.yaml:15:5
      why:   taking it for something else would change what was written
      hint:  write a list: [contact.email]
    [TR024] error: item 2 of `may` cannot be `delete`
      where: policy.yaml:16:17
      why:   each of the words has one exact meaning, and others have none
      hint:  one of `read`, `add`, `change`, `remove`
    [TR022] error: `marks` must be a list, not the text `account closed`
      where: policy.yaml:17:5
      why:   taking it for something else would change what was written
      hint:  write a list: [account closed]
    [TR026] error: `30 dayz after x` is not a period after an event
      where: policy.yaml:18:5
      why:   how long data lives is read, and never guessed
      hint:  write `30 days after order delivered`, with days, weeks, months or years
    [TR024] error: `on_erasure` cannot be `stop`
      where: policy.yaml:19:5
      why:   each of the words has one exact meaning, and others have none
      hint:  one of `end`, `wait`
    [TR023] error: `1x` cannot be a name here
      where: policy.yaml:20:5
      why:   names become roles, schemas and views of the database
      hint:  write letters, digits and spaces, a letter first: `order delivered`
    [TR022] error: `direct_marketing` must be true or false, not the text `yes`
      where: policy.yaml:21:5
      why:   taking it for something else would change what was written
      hint:  write true or false, without quotes
    [TR022] error: `law` must be text, not the number `2024`
      where: policy.yaml:22:5
      why:   taking it for something else would change what was written
      hint:  put it in quotes: "2024"
    [TR021] error: `says` is missing
      where: policy.yaml:24:3
      why:   without it the meaning would be a guess
      hint:  add `says: "one sentence for the people it is about"`
    [TR025] error: `uses` must not be empty
      where: policy.yaml:25:5
      why:   beyond it the value would mean nothing, or harm
      hint:  write at least one
    [TR024] error: `basis` cannot be `nothing`
      where: policy.yaml:26:5
      why:   each of the words has one exact meaning, and others have none
      hint:  one of `consent`, `contract`, `legal_obligation`, `vital_interest`, `public_task`, `legitimate_interest`
    [TR022] error: `5` is not a period in words
      where: policy.yaml:27:5
      why:   taking it for something else would change what was written
      hint:  write `30 days after order delivered`
    [TR022] error: item 1 of `about` must be text, not the number `1`
      where: policy.yaml:28:13
      why:   taking it for something else would change what was written
      hint:  put it in quotes: "1"
    [TR023] error: `Seller` cannot be a name here
      where: policy.yaml:28:16
      why:   names become roles, schemas and views of the database
      hint:  write small letters, digits and _, a letter first, at most 41 of them
    [TR022] error: item 3 of `about` must be text, not nothing
      where: policy.yaml:28:24
      why:   taking it for something else would change what was written
      hint:  give it a value, or leave the key out
    [TR020] error: unknown key `kep`
      where: policy.yaml:29:5
      why:   a key that nothing reads would promise what nothing does
      hint:  did you mean `keep`?
    [TR022] error: `holds` must be a mapping, not a list
      where: policy.yaml:30:1
      why:   taking it for something else would change what was written
      hint:  write a mapping of keys and values
    [TR024] error: `role` cannot be `partner`
      where: policy.yaml:34:5
      why:   each of the words has one exact meaning, and others have none
      hint:  one of `processor`, `joint_controller`, `controller`, `authority`, `subject`, `public`
    [TR023] error: `de` cannot be a name here
      where: policy.yaml:35:5
      why:   names become roles, schemas and views of the database
      hint:  write the two capital letters of the country: `DE`
    [TR024] error: `receives` cannot be `aggregate`
      where: policy.yaml:36:5
      why:   each of the words has one exact meaning, and others have none
      hint:  did you mean `aggregates`? one of `aggregates`, `as_ordered`
    [TR024] error: `safeguard` cannot be `scc`
      where: policy.yaml:37:5
      why:   each of the words has one exact meaning, and others have none
      hint:  one of `standard_contractual_clauses`, `binding_corporate_rules`, `code_of_conduct`, `certification`, `public_instrument`
    [TR027] error: `01/02/2026` is not a date
      where: policy.yaml:38:17
      why:   another form of date could be read as two different days
      hint:  write year, month and day: 2026-12-01
    [TR020] error: unknown key `expire`
      where: policy.yaml:38:37
      why:   a key that nothing reads would promise what nothing does
      hint:  did you mean `expires`?
    [TR025] error: `smallest_group` must be at least 2
      where: policy.yaml:39:5
      why:   beyond it the value would mean nothing, or harm
      hint:  write a number that is not smaller
    [TR025] error: `receives` must not be empty
      where: policy.yaml:40:43
      why:   beyond it the value would mean nothing, or harm
      hint:  write at least one
    [TR023] error: `A.b` cannot be a name here
      where: policy.yaml:40:54
      why:   names become roles, schemas and views of the database
      hint:  a category: `contact.email`, or `contact.*` for all below it
    [TR027] error: `2026-02-30` is not a date
      where: policy.yaml:40:93
      why:   another form of date could be read as two different days
      hint:  write year, month and day: 2026-12-01
    [TR022] error: `receives` must be a list, not the number `7`
      where: policy.yaml:41:43
      why:   taking it for something else would change what was written
      hint:  write a list: [first, second]
    [TR022] error: `safeguard` must be a mapping, not the number `7`
      where: policy.yaml:41:56
      why:   taking it for something else would change what was written
      hint:  write a mapping of keys and values
    [TR022] error: `f` must be a mapping, not the text `x`
      where: policy.yaml:42:3
      why:   taking it for something else would change what was written
      hint:  write a mapping of keys and values
    [TR023] error: `A b` cannot be a name here
      where: policy.yaml:44:5
      why:   names become roles, schemas and views of the database
      hint:  write small letters, digits and hyphens: `k7-marketing-2`
    [TR022] error: item 1 of `kept_by` must be a mapping, not the text `access`
      where: policy.yaml:46:15
      why:   taking it for something else would change what was written
      hint:  write a mapping of keys and values
    [TR025] error: item 2 of `kept_by` has more than 1 entries
      where: policy.yaml:46:23
      why:   beyond it the value would mean nothing, or harm
      hint:  write at most that many
    [TR025] error: item 3 of `kept_by` must not be empty
      where: policy.yaml:46:42
      why:   beyond it the value would mean nothing, or harm
      hint:  write at least one
    [TR022] error: `Access` must be text, not the number `4`
      where: policy.yaml:46:47
      why:   taking it for something else would change what was written
      hint:  put it in quotes: "4"
    [TR023] error: `Access` cannot be a name here
      where: policy.yaml:46:47
      why:   names become roles, schemas and views of the database
      hint:  write small letters, digits and _, a letter first, at most 41 of them
    [TR026] error: `6 moons` is not a period
      where: policy.yaml:47:28
      why:   how long data lives is read, and never guessed
      hint:  write `6 months`, in days, weeks, months or years
    [TR022] error: `informs` must be true or false, not the number `1`
      where: policy.yaml:48:5
      why:   taking it for something else would change what was written
      hint:  write true or false, without quotes
    [TR022] error: item 2 of `promises` must be a mapping, not the text `x`
      where: policy.yaml:49:5
      why:   taking it for something else would change what was written
      hint:  write a mapping of keys and values
""")


def test_every_mistake_of_form() -> None:
    with pytest.raises(Refused) as refused:
        parse_policy(SPOILED.encode())
    assert "".join(f"{finding}\n" for finding in refused.value.findings) == FOUND
