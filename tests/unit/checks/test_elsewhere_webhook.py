# ruff: noqa: E501
"""Another system that is told by webhook, at no address or at one to which nothing may be sent."""

from collections.abc import Callable
from textwrap import dedent


def test_elsewhere_webhook(found: Callable[..., str]) -> None:
    assert found(
        tables={"text: letter, closed_at: plain": "text: {holds: letter, file: scans}, closed_at: plain"},
        added_to_tables="elsewhere:\n  mail_tool:\n    holds: contact.*\n    key: buyer.email\n    erase: webhook\n  scans: {holds: [letter], erase: task archive, within: 2 days}\n  backups: {gone_after: 35 days}\n",
    ) == dedent("""\
        [TR243] error: `mail_tool` is told by webhook to erase, and no address is given
          where: tables.yaml:73:5
          why:   a notice names a person: on its way it has to be encrypted, and to arrive where it is meant to
          hint:  write `https://host/path`, without a password; plain `http://` is for this machine alone
        """)
    assert found(
        tables={"text: letter, closed_at: plain": "text: {holds: letter, file: scans}, closed_at: plain"},
        added_to_tables='elsewhere:\n  mail_tool:\n    holds: contact.*\n    key: buyer.email\n    erase: webhook\n    webhook: "http://mail.example/"\n  scans: {holds: [letter], erase: task archive, within: 2 days}\n  backups: {gone_after: 35 days}\n',
    ) == dedent("""\
        [TR243] error: nothing can be sent to the webhook of `mail_tool`
          where: tables.yaml:74:5
          why:   a notice names a person: on its way it has to be encrypted, and to arrive where it is meant to
          hint:  write `https://host/path`, without a password; plain `http://` is for this machine alone
        """)
