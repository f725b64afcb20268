# ruff: noqa: E501
"""The address of a recipient's webhook to which nothing may be sent."""

from collections.abc import Callable
from textwrap import dedent


def test_notify_address(found: Callable[..., str]) -> None:
    assert found(
        policy={
            "agreement: {signed: 2026-01-01, expires: 2028-01-01}": 'agreement: {signed: 2026-01-01, expires: 2028-01-01}\n    notify: {webhook: "http://carrier.example/notices"}'
        }
    ) == dedent("""\
        [TR166] error: nothing can be sent to the webhook of `carrier`
          where: policy.yaml:103:14
          why:   a notice names a person: on its way it has to be encrypted, and to arrive where it is meant to
          hint:  write `https://host/path`, without a password; plain `http://` is for this machine alone
        """)
    assert found(
        policy={
            "agreement: {signed: 2026-01-01, expires: 2028-01-01}": 'agreement: {signed: 2026-01-01, expires: 2028-01-01}\n    notify: {webhook: "carrier.example"}'
        }
    ) == dedent("""\
        [TR166] error: nothing can be sent to the webhook of `carrier`
          where: policy.yaml:103:14
          why:   a notice names a person: on its way it has to be encrypted, and to arrive where it is meant to
          hint:  write `https://host/path`, without a password; plain `http://` is for this machine alone
        """)
    assert found(
        policy={
            "agreement: {signed: 2026-01-01, expires: 2028-01-01}": 'agreement: {signed: 2026-01-01, expires: 2028-01-01}\n    notify: {webhook: "https://us:secret@carrier.example/"}'
        }
    ) == dedent("""\
        [TR166] error: nothing can be sent to the webhook of `carrier`
          where: policy.yaml:103:14
          why:   a notice names a person: on its way it has to be encrypted, and to arrive where it is meant to
          hint:  write `https://host/path`, without a password; plain `http://` is for this machine alone
        """)
    assert (
        found(
            policy={
                "agreement: {signed: 2026-01-01, expires: 2028-01-01}": 'agreement: {signed: 2026-01-01, expires: 2028-01-01}\n    notify: {webhook: "https://carrier.example/x"}'
            }
        )
        == ""
    )
    assert (
        found(
            policy={
                "agreement: {signed: 2026-01-01, expires: 2028-01-01}": 'agreement: {signed: 2026-01-01, expires: 2028-01-01}\n    notify: {webhook: "http://localhost:8080/x"}'
            }
        )
        == ""
    )
