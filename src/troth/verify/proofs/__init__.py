"""The kinds of checks that can keep a promise: one file each, found because it lies here.

A file has a `KIND` (the word before the colon in `kept_by`), an `ARGUMENT` (what it is applied to) and a function
`prove(look, argument)` that yields Evidence, or Unproved for what it could not look at. `NEEDS = "canary"` lets it play
with a canary person.
"""
