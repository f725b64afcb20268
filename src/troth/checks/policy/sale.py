"""Personal data that is paid for, in a policy that says it is not, or that people have no way out of."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding
from troth.policy.model import Basis, Recipient

CODE = "TR150"
_WHY = (
    "whoever pays for data, or uses it for marketing of their own, has reasons that the people it is about do not share"
)
_WAY_OUT = (Basis.CONSENT, Basis.LEGITIMATE_INTEREST, Basis.PUBLIC_TASK)
"""The bases of which a person can say no: by withdrawing, or by objecting."""


def check(declared: Declared) -> Iterator[Finding]:
    """A recipient has `for_money` or `own_marketing` under `no_sale`, or for a purpose that nobody can refuse."""
    for name, recipient in declared.policy.recipients.items():
        key = "for_money" if recipient.for_money else "own_marketing"
        if not (recipient.for_money or recipient.own_marketing) or recipient.counts:
            continue
        where = declared.in_policy("recipients", name, key)
        does = "pays for personal data" if recipient.for_money else "uses personal data for marketing of its own"
        if declared.policy.no_sale:
            message, hint = f"`{name}` {does}, and the policy says `no_sale`", "let it receive aggregates, or nothing"
            yield Finding(code=CODE, message=message, where=where, why=_WHY, hint=hint)
        elif not _has_way_out(declared, recipient):
            message = f"`{name}` {does}, and nobody can say no to `{recipient.for_}`"
            hint = "release for a purpose under consent, or one that people can object to"
            yield Finding(code=CODE, message=message, where=where, why=_WHY, hint=hint)


def _has_way_out(declared: Declared, recipient: Recipient) -> bool:
    purpose = declared.policy.purposes.get(recipient.for_ or "")
    return purpose is None or purpose.direct_marketing or purpose.basis in _WAY_OUT
