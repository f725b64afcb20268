"""What somebody wants released, and whether the policy lets this recipient have it. Pure: from words to a window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from troth.compiler.build import Compiled
from troth.compiler.windows import Window, recipient_window
from troth.errors import Refused
from troth.findings import Finding, did_you_mean
from troth.policy.model import Policy, Recipient
from troth.postgres.catalogue import Relation
from troth.sharing.keys import Key
from troth.sharing.locks import Override
from troth.sharing.place import of_recipient
from troth.tables.model import parse_table

NO_WINDOW, SHUT, SCOPE = "TR780", "TR781", "TR783"

_WHY = {
    NO_WINDOW: "data leaves to whom the policy names, and in the way that it says there",
    SCOPE: "a release is of what the recipient's window shows, about people and rows that are named",
}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Of whom, which rows and which kinds of data. Without `people` and `rows` it must say `everyone`.

    `rows` narrows the tables it names to these rows. Other tables are narrowed to the people, or left out if none are
    named.
    """

    people: tuple[tuple[str, Key], ...] = ()
    rows: Mapping[str, tuple[Key, ...]] = field(default_factory=dict)
    categories: tuple[str, ...] = ()
    everyone: bool = False
    override: Override | None = None
    order: int | None = None
    """The request under law that this is the scope of."""


def any_recipient(policy: Policy, name: str) -> Recipient:
    """The recipient of this name. Raises Refused (TR780)."""
    recipient = policy.recipients.get(name)
    if recipient is None:
        message, hint = f"the policy has no recipient `{name}`", did_you_mean(name, policy.recipients)
        raise Refused(
            Finding(code=NO_WINDOW, message=message, where=of_recipient(name), why=_WHY[NO_WINDOW], hint=hint)
        )
    return recipient


def known_recipient(policy: Policy, name: str, *, ordered: bool = False) -> Recipient:
    """The recipient of this name, which gets rows of people (`ordered`: on a request). Raises Refused (TR780)."""
    recipient = any_recipient(policy, name)
    for otherwise, message, hint in (
        (recipient.counts, f"`{name}` receives counts of people alone", "name the counts, with `--aggregate`"),
        (recipient.by_ticket, f"`{name}` is read by people themselves, each with a ticket", "use `troth ticket`"),
        (recipient.ordered and not ordered, f"what `{name}` receives is decided for each request", "use `troth order`"),
    ):
        if otherwise:
            _refuse(name, message, hint, code=NO_WINDOW)
    return recipient


def refuse_shut(recipient: Recipient, name: str, today: date) -> None:
    """Agreement, safeguard and review are in force today; the window shows nothing otherwise. Raises Refused."""
    agreement, safeguard, review = recipient.agreement, recipient.safeguard, recipient.review
    shut = ""
    if agreement and today < agreement.signed:
        shut = f"the agreement with `{name}` is in force from {agreement.signed} on"
    elif agreement and agreement.expires and today > agreement.expires:
        shut = f"the agreement with `{name}` ended on {agreement.expires}"
    elif safeguard and safeguard.expires and today > safeguard.expires:
        shut = f"the safeguard of `{name}` ({safeguard.kind.replace('_', ' ')}) ended on {safeguard.expires}"
    elif review and not review.done <= today <= review.expires:
        shut = f"whether `{name}` keeps its promises was last looked at on {review.done}, good until {review.expires}"
    if shut:
        hint = "renew it, write its new days into policy.yaml, and apply"
        why = f"today is {today}: nothing is released to them outside these days"
        raise Refused(Finding(code=SHUT, message=shut, where=of_recipient(name), why=why, hint=hint))


def narrowed(compiled: Compiled, name: str, asked: Asked) -> Window:
    """The recipient's window, narrowed to the kinds of data and the tables asked for. Raises Refused (TR783)."""
    policy = compiled.policy
    recipient = policy.recipients[name]
    whole = recipient_window(name, recipient, policy, compiled.mapped)
    received = frozenset(c for table in whole.tables.values() for c in table.categories())
    _known_categories(policy, name, asked.categories, received)
    _known_rows(whole, name, asked)
    if not (asked.people or asked.rows or asked.everyone):
        _refuse(name, "nobody and nothing is named", "name people or rows, or say that it is about everyone")
    if asked.everyone and asked.people:
        _refuse(name, "both some people and everyone are named", "name the people alone")
    chosen = policy.categories_of(asked.categories) & received if asked.categories else received
    window = recipient_window(
        name, recipient.model_copy(update={"receives": tuple(sorted(chosen))}), policy, compiled.mapped
    )
    named = {Relation(*parse_table(table)) for table in asked.rows}
    rest = asked.people or asked.everyone
    tables = {relation: table for relation, table in window.tables.items() if rest or relation in named}
    return Window(purpose=window.purpose, tables=tables, recipient=name)


def _known_categories(policy: Policy, name: str, patterns: Sequence[str], received: frozenset[str]) -> None:
    for pattern in patterns:
        if not policy.categories_of((pattern,)) & received:
            message = f"`{name}` does not receive `{pattern}`"
            _refuse(name, message, did_you_mean(pattern, received))


def _known_rows(window: Window, name: str, asked: Asked) -> None:
    shown = {str(relation): table for relation, table in window.tables.items()}
    for table in asked.rows:
        if str(Relation(*parse_table(table))) not in shown:
            _refuse(name, f"the window of `{name}` shows nothing of `{table}`", did_you_mean(table, shown))


def _refuse(name: str, message: str, hint: str, code: str = SCOPE) -> None:
    raise Refused(Finding(code=code, message=message, where=of_recipient(name), why=_WHY[code], hint=hint))
