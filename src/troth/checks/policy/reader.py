"""A window that people read themselves, and that does not say as whom, or whose data."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding
from troth.policy.model import Recipient

CODE = "TR157"
_WHY = "a reader is bound to rows by one owner, and sees the data of another, or their own"
_FIRMS = ("subject", "processor", "joint_controller", "controller")
"""Who may be asked about cases: people, and firms that each stand in theirs."""


def check(declared: Declared) -> Iterator[Finding]:
    """`as`, `sees`, `per` and `while` belong together, on a recipient whose role allows for it."""
    for name, recipient in declared.policy.recipients.items():
        if wrong := _wrong(name, recipient):
            key, message, hint = wrong
            where = declared.in_policy("recipients", name, key)
            yield Finding(code=CODE, message=message, where=where, why=_WHY, hint=hint)


def _wrong(name: str, recipient: Recipient) -> tuple[str, str, str] | None:
    """The key that is wrong, what is wrong with it, and what to do."""
    if not recipient.by_ticket:
        for key, value in (("sees", recipient.sees), ("per", recipient.per), ("while", recipient.while_)):
            if value is not None:
                return key, f"`{name}` has `{key}` and no reader", "add `as:` with the owner as whom they read"
        return None
    if recipient.role not in (_FIRMS if recipient.per else ("subject",)):
        role = recipient.role.replace("_", " ")
        hint = "say `role: subject`; or, where firms read what they were asked about, add `per:` with a case"
        return "as", f"`{name}` is read by people themselves, and is a {role}", hint
    if isinstance(recipient.receives, str):
        return "receives", f"`{name}` is read row by row, and receives no categories", "list what its readers see"
    if (one := _bound_twice(name, recipient)) is not None:
        return one
    for key, said in (("needs", recipient.needs), ("transfer", recipient.transfer)):
        if said:
            return key, f"`{name}` is read at once, without a release that `{key}` could change", f"leave `{key}` out"
    return None


def _bound_twice(name: str, recipient: Recipient) -> tuple[str, str, str] | None:
    """A reader who is bound to rows in two ways, or in none."""
    for key, said in (("sees", recipient.sees), ("per", recipient.per)):
        if recipient.as_ == "self" and said:
            return key, f"who reads `{name}` as self sees their own data", f"leave `{key}` out"
    if recipient.per and recipient.sees:
        return "per", f"whom a reader of `{name}` sees is said by `sees` and by `per`", "leave one of them out"
    if recipient.as_ != "self" and not recipient.per and recipient.sees in (None, recipient.as_):
        hint = "add `sees:` with another owner, `per:` with a case, or write `as: self`"
        return "as", f"`{name}` does not say whose data its reader sees", hint
    return None
