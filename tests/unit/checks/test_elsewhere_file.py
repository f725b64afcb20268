# ruff: noqa: E501
"""A column with the places of files, in a system that does not erase them."""

from collections.abc import Callable
from textwrap import dedent


def test_elsewhere_file(found: Callable[..., str]) -> None:
    assert found(
        tables={"text: letter, closed_at: plain": "text: {holds: letter, file: scan}, closed_at: plain"},
        added_to_tables='elsewhere:\n  mail_tool:\n    holds: contact.*\n    key: buyer.email\n    erase: webhook\n    webhook: "https://mail.example/privacy"\n  scans: {holds: [letter], erase: task archive, within: 2 days}\n  backups: {gone_after: 35 days}\n',
    ) == dedent("""\
        [TR164] error: there is no system `scan`
          where: tables.yaml:49:37
          why:   a file goes before the cell that says where it is: without the cell nobody would find it again
          hint:  did you mean `scans`?
        """)
    assert found(
        tables={"text: letter, closed_at: plain": "text: {holds: letter, file: backups}, closed_at: plain"},
        added_to_tables='elsewhere:\n  mail_tool:\n    holds: contact.*\n    key: buyer.email\n    erase: webhook\n    webhook: "https://mail.example/privacy"\n  scans: {holds: [letter], erase: task archive, within: 2 days}\n  backups: {gone_after: 35 days}\n',
    ) == dedent("""\
        [TR164] error: `backups` is not told to erase anything
          where: tables.yaml:49:37
          why:   a file goes before the cell that says where it is: without the cell nobody would find it again
          hint:  add `erase: webhook` or `erase: task ROLE` to it
        """)
