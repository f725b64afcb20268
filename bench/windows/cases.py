"""What is asked: ten statements, word for word the same in every window and on the bare tables.

Beside each stands the statement an application would write on the bare tables with the purpose's conditions in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One statement. `of` names the table aliases whose rows it reads; `goal` its group of goals."""

    name: str
    group: str
    select: str
    where: str = ""
    of: tuple[str, ...] = ()
    tail: str = ""


ASKS = (
    Ask(name="a member by key", group="point", of=("m",),
        select="select m.member_id, m.full_name, m.email from member m", where="m.member_id = {member}"),
    Ask(name="a member's orders", group="point", of=("o",),
        select="select o.order_id, o.ship_to, o.placed_at from orders o", where="o.buyer_id = {member}"),
    Ask(name="an order and its buyer", group="point", of=("o", "m"),
        select="select o.order_id, o.placed_at, m.full_name, m.email "
               "from orders o join member m on m.member_id = o.buyer_id", where="o.order_id = {order}"),
    Ask(name="a member by e-mail, with orders", group="point", of=("o", "m"),
        select="select m.member_id, o.order_id, o.placed_at from member m join orders o on o.buyer_id = m.member_id",
        where="m.email = {email}"),
    Ask(name="a page: the 20 last orders", group="page", of=("o", "m"),
        select="select o.order_id, o.placed_at, m.full_name from orders o join member m on m.member_id = o.buyer_id",
        tail="order by o.placed_at desc limit 20"),
    Ask(name="count all members", group="scan", of=("m",), select="select count(m.full_name) from member m"),
    Ask(name="count all orders", group="scan", of=("o",), select="select count(o.ship_to) from orders o"),
    Ask(name="change an order by key", group="write", of=("o",),
        select="update orders o set ship_to = {text}", where="o.order_id = {order}"),
    Ask(name="add an order", group="write",
        select="insert into orders (reference, buyer_id, ship_to) values ({new}, {member}, {text})"),
    Ask(name="add an order or change it", group="write",
        select="insert into orders (reference, buyer_id, ship_to) values ({reference}, {member}, {text}) "
               "on conflict (reference) do update set ship_to = excluded.ship_to"),
)  # fmt: skip

NOT_HIDDEN = (
    "not exists (select from troth.hidden_member h where h.subject = {who} and h.scope = '{purpose}' "
    "and (h.until is null or h.until > now()))"
)
OPEN_ACCOUNT = "({m}.closed_at is null or {m}.closed_at >= now()) and {m}.last_seen_at >= now() - interval '3 years'"
RUNNING_ORDER = (
    "({o}.cancelled_at is null or {o}.cancelled_at >= now() - interval '30 days') "
    "and {o}.placed_at >= now() - interval '3 years'"
)
EITHER = "({} or {})"
SIGNAL = "exists (select from fraud_signal f where f.member_id = {who} and f.at >= now() - interval '180 days')"
CONSENT = "exists (select from troth.consent_member c where c.subject = {who} and c.purpose = 'newsletter')"

CONDITIONS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "account": {
        "m": (OPEN_ACCOUNT.format(m="m"), NOT_HIDDEN.format(who="m.member_id", purpose="account")),
        "o": (
            f"exists (select from member b where b.member_id = o.buyer_id and {OPEN_ACCOUNT.format(m='b')})",
            NOT_HIDDEN.format(who="o.buyer_id", purpose="account"),
        ),
    },
    "fulfilment": {
        "m": (
            EITHER.format(
                f"exists (select from orders b where b.buyer_id = m.member_id and {RUNNING_ORDER.format(o='b')})",
                f"exists (select from orders s where s.seller_id = m.member_id and {RUNNING_ORDER.format(o='s')})",
            ),
            NOT_HIDDEN.format(who="m.member_id", purpose="fulfilment"),
        ),
        "o": (
            RUNNING_ORDER.format(o="o"),
            NOT_HIDDEN.format(who="o.buyer_id", purpose="fulfilment"),
            NOT_HIDDEN.format(who="o.seller_id", purpose="fulfilment"),
        ),
    },
    "newsletter": {
        "m": (CONSENT.format(who="m.member_id"), NOT_HIDDEN.format(who="m.member_id", purpose="newsletter")),
        "o": (CONSENT.format(who="o.buyer_id"), NOT_HIDDEN.format(who="o.buyer_id", purpose="newsletter")),
    },
    "fraud_prevention": {
        "m": (SIGNAL.format(who="m.member_id"), NOT_HIDDEN.format(who="m.member_id", purpose="fraud_prevention")),
        "o": (SIGNAL.format(who="o.buyer_id"), NOT_HIDDEN.format(who="o.buyer_id", purpose="fraud_prevention")),
    },
}  # fmt: skip


def plain(ask: Ask) -> str:
    """The statement as an application writes it, with its parameters in braces."""
    return " ".join(part for part in (ask.select, ask.where and f"where {ask.where}", ask.tail) if part)


def by_hand(ask: Ask, purpose: str) -> str | None:
    """The same with the purpose's conditions in it; None for additions, whose conditions an application asks before."""
    if not ask.of:
        return None
    conditions = [condition for alias in ask.of for condition in CONDITIONS[purpose][alias]]
    where = " and ".join([*([ask.where] if ask.where else []), *conditions])
    return " ".join(part for part in (ask.select, f"where {where}", ask.tail) if part)


PSYCOPG = {name: f"%({name})s" for name in ("member", "order", "email", "text", "new", "reference")}
PGBENCH = {
    "member": ":member",
    "order": ":order",
    "email": "'m' || :member || '@example.org'",
    "text": "'Market Street ' || :random",
    "new": "'new' || :new",
    "reference": "'r' || :order",
}
