# ruff: noqa: E501
"""The key by which another system knows people, in a column that is not on their own row."""

from collections.abc import Callable
from textwrap import dedent


def test_elsewhere_key(found: Callable[..., str]) -> None:
    assert found(
        tables={"text: letter, closed_at: plain": "text: {holds: letter, file: scans}, closed_at: plain"},
        added_to_tables='elsewhere:\n  mail_tool:\n    holds: contact.*\n    key: buyer.emial\n    erase: webhook\n    webhook: "https://mail.example/privacy"\n  scans: {holds: [letter], erase: task archive, within: 2 days}\n  backups: {gone_after: 35 days}\n',
    ) == dedent("""\
        [TR242] error: `buyer.emial` is no named column of a table whose rows are people
          where: tables.yaml:72:5
          why:   the other system is told of one person, by the value that stands on that person's own row
          hint:  did you mean `buyer.email`?
        """)
    assert found(
        tables={"text: letter, closed_at: plain": "text: {holds: letter, file: scans}, closed_at: plain"},
        added_to_tables='elsewhere:\n  mail_tool:\n    holds: contact.*\n    key: [sale.total, buyer.email, buyer.phone]\n    erase: webhook\n    webhook: "https://mail.example/privacy"\n  scans: {holds: [letter], erase: task archive, within: 2 days}\n  backups: {gone_after: 35 days}\n',
    ) == dedent("""\
        [TR242] error: `sale.total` is no named column of a table whose rows are people
          where: tables.yaml:72:11
          why:   the other system is told of one person, by the value that stands on that person's own row
          hint:  known: `buyer.closed_at`, `buyer.email`, `buyer.full_name`, `buyer.hearing`, `buyer.last_seen_at`, `buyer.phone`, `maker.born`, `maker.full_name`, `maker.last_seen_at`
        [TR242] error: `mail_tool` has two keys for one kind of person
          where: tables.yaml:72:36
          why:   the other system is told of one person, by the value that stands on that person's own row
          hint:  did you mean `buyer.phone`?
        """)
    assert (
        found(
            tables={"text: letter, closed_at: plain": "text: {holds: letter, file: scans}, closed_at: plain"},
            added_to_tables='elsewhere:\n  mail_tool:\n    holds: contact.*\n    key: [buyer.email, maker.full_name]\n    erase: webhook\n    webhook: "https://mail.example/privacy"\n  scans: {holds: [letter], erase: task archive, within: 2 days}\n  backups: {gone_after: 35 days}\n',
        )
        == ""
    )
