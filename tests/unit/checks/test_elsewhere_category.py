# ruff: noqa: E501
"""Another system that holds a category which the policy does not have."""

from collections.abc import Callable
from textwrap import dedent


def test_elsewhere_category(found: Callable[..., str]) -> None:
    assert found(
        tables={"text: letter, closed_at: plain": "text: {holds: letter, file: scans}, closed_at: plain"},
        added_to_tables='elsewhere:\n  mail_tool:\n    holds: contact.*\n    key: buyer.email\n    erase: webhook\n    webhook: "https://mail.example/privacy"\n  scans: {holds: [lettre, post.*], erase: task archive}\n  backups: {gone_after: 35 days}\n',
    ) == dedent("""\
        [TR163] error: `lettre` is no category of the policy
          where: tables.yaml:75:19
          why:   what lies elsewhere is told to erase what is erased here, category by category
          hint:  did you mean `letter`?
        [TR163] error: `post.*` is no category of the policy
          where: tables.yaml:75:27
          why:   what lies elsewhere is told to erase what is erased here, category by category
          hint:  known: `address`, `contact.email`, `contact.phone`, `device.ip`, `health.hearing`, `identity.name`, `letter`, `sale`
        """)
    assert (
        found(
            tables={"text: letter, closed_at: plain": "text: {holds: letter, file: scans}, closed_at: plain"},
            added_to_tables='elsewhere:\n  mail_tool:\n    holds: contact.*\n    key: buyer.email\n    erase: webhook\n    webhook: "https://mail.example/privacy"\n  scans: {holds: [letter], erase: task archive, within: 2 days}\n  backups: {gone_after: 35 days}\n',
        )
        == ""
    )
