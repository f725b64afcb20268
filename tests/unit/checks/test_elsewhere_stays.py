# ruff: noqa: E501
"""Another system that holds personal data which nothing erases."""

from collections.abc import Callable
from textwrap import dedent


def test_elsewhere_stays(found: Callable[..., str]) -> None:
    assert found(
        tables={"text: letter, closed_at: plain": "text: {holds: letter, file: mail_tool}, closed_at: plain"},
        added_to_tables='elsewhere:\n  mail_tool:\n    holds: contact.*\n    key: buyer.email\n    erase: webhook\n    webhook: "https://mail.example/privacy"\n  scans: {holds: letter, access: task archive}\n  backups: {gone_after: 35 days}\n',
    ) == dedent("""\
        [TR244] error: nothing erases what lies in `scans`
          where: tables.yaml:75:3
          why:   what is erased here and stays there is not erased (Art. 17 GDPR)
          hint:  say `erase: webhook`, `erase: task ROLE`, or `gone_after: 35 days` where it goes by itself
        """)
