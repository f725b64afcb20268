"""A window that people read themselves, and that does not say as whom, or whose data."""

from __future__ import annotations

from collections.abc import Iterator

from troth.checks.declared import Declared
from troth.findings import Finding
from troth.policy.model import Recipient

CODE = "TR157"
_WHY = "a reader is bound to rows by one owner, and sees the data of another, or their own"


def check(declared: Declared) -> Iterator[Finding]:
    """`as`, `sees` and `while` belong together, on a recipient with the role `subject`."""
    for name, recipient in declared.policy.recipients.items():
        if wrong := _wrong(name, recipient):
            key, message, hint = wrong
            where = declared.in_policy("recipients", name, key)
            yield Finding(code=CODE, message=message, where=where, why=_WHY, hint=hint)


def _wrong(name: str, recipient: Recipient) -> tuple[str, str, str] | None:
    """The key that is wrong, what is wrong with it, and what to do."""
    if not recipient.by_ticket:
        for key, value in (("sees", recipient.sees), ("while", recipient.while_)):
            if value is not None:
                return key, f"`{name}` has `{key}` and no reader", "add `as:` with the owner as whom they read"
        return None
    if recipient.role != "subject":
        role = recipient.role.replace("_", " ")
        return "as", f"`{name}` is read by people themselves, and is a {role}", "say `role: subject`"
    if isinstance(recipient.receives, str):
        return "receives", f"`{name}` is read row by row, and receives no categories", "list what its readers see"
    if recipient.as_ == "self" and recipient.sees:
        return "sees", f"who reads `{name}` as self sees their own data", "leave `sees` out"
    if recipient.as_ != "self" and recipient.sees in (None, recipient.as_):
        return (
            "as",
            f"`{name}` does not say whose data its reader sees",
            "add `sees:` with another owner, or `as: self`",
        )
    for key, said in (
        ("needs", recipient.needs),
        ("transfer", recipient.transfer),
        ("keys", recipient.keys != "shown"),
    ):
        if said:
            return key, f"`{name}` is read at once, without a release that `{key}` could change", f"leave `{key}` out"
    return None
