"""A small marketplace, worked by hand: the example of the design, with a row or two for each rule of the meaning."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any

import yaml

from properties.evaluator import Evaluator
from properties.standing import Restriction, Standing

CLOCK = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)

POLICY = """
time_zone: Europe/Berlin
purposes:
  account:
    basis: contract
    uses: [identity.*, contact.*]
    keep: 0 days after account closed, at most 3 years after last seen
  fulfilment:
    basis: contract
    uses: [identity.name, contact.email, address.shipping, order]
    keep: 30 days after order delivered or order cancelled, at most 2 years after order placed
  bookkeeping:
    basis: legal_obligation
    uses: [order]
    keep: 10 years after end of year of order placed
  support:
    basis: contract
    uses: [identity.name, order, message]
    keep: nothing
  payout:
    basis: contract
    uses: [order, identity.name]
    about: [seller]
    keep: 1 year after order placed
  newsletter: {basis: consent, uses: [contact.email, identity.name]}
  fraud_prevention:
    basis: legitimate_interest
    uses: [device.ip]
    keep: 180 days after signal seen
  dispute_handling:
    basis: contract
    uses: [order, message]
    while: dispute open
    keep: nothing
recipients:
  carrier:
    receives: [identity.name, address.shipping]
    for: fulfilment
    agreement: {signed: 2026-01-01, expires: 2027-01-01}
"""

TABLES = """
tables:
  member:
    subject: member
    columns: {full_name: identity.name, email: contact.email, last_seen_at: plain, closed_at: plain}
  orders:
    restrict_rows: true
    owners: {buyer: {member: buyer_id}, seller: {member: seller_id}}
    columns:
      ship_to: {holds: address.shipping, of: buyer}
      total: {holds: order, of: [buyer, seller]}
      placed_at: plain
      cancelled_at: plain
  order_line:
    owners: {buyer: {member: order_id > orders.buyer_id}, seller: {member: order_id > orders.seller_id}}
    columns: {quantity: {holds: order, of: [buyer, seller]}}
  shipment:
    owners: {buyer: {member: order_id > orders.buyer_id}}
    columns: {parcel: {holds: address.shipping}, delivered_at: plain}
  dispute:
    owners: {buyer: {member: order_id > orders.buyer_id}}
    columns: {wish: {holds: message}, closed_at: plain}
  message:
    owners: {author: {member: author_id}}
    columns: {body: message, order_id: order}
  fraud_signal:
    owners: {suspect: {member: member_id, when: "kind = 'login' and dismissed is null"}}
    columns: {ip: device.ip, at: plain, kind: plain, dismissed: plain}
  listing_category: plain
events:
  account closed: member.closed_at
  last seen: member.last_seen_at
  order placed: orders.placed_at
  order cancelled: orders.cancelled_at
  order delivered: {of: orders, at: shipment.delivered_at}
  signal seen: fraud_signal.at
conditions:
  dispute open: {table: dispute, where: closed_at is null}
"""


def table(columns: str, **links: str) -> dict[str, Any]:
    """A table of the schema: its key is its first column; a link gives the table and column it refers to."""
    names = columns.split()
    keys = [
        {"columns": [column], "target": end.split(".")[0], "target_columns": [end.split(".")[1]]}
        for column, end in links.items()
    ]
    return {"columns": {name: {} for name in names}, "primary_key": names[:1], "foreign_keys": keys}


SCHEMA = {
    "member": table("member_id full_name email last_seen_at closed_at"),
    "orders": table(
        "order_id buyer_id seller_id ship_to total placed_at cancelled_at",
        buyer_id="member.member_id",
        seller_id="member.member_id",
    ),
    "order_line": table("line_id order_id quantity", order_id="orders.order_id"),
    "shipment": table("shipment_id order_id parcel delivered_at", order_id="orders.order_id"),
    "dispute": table("dispute_id order_id wish closed_at", order_id="orders.order_id"),
    "message": table("message_id author_id order_id body", author_id="member.member_id", order_id="orders.order_id"),
    "fraud_signal": table("signal_id member_id ip at kind dismissed", member_id="member.member_id"),
    "listing_category": table("name"),
}

ANA, BEN, CEM = 1, 2, 3


def at(text: str) -> datetime:
    """An instant, written in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def member(number: int, **changed: Any) -> dict[str, Any]:
    row = {"member_id": number, "full_name": "N", "email": "e", "last_seen_at": at("2026-06-01"), "closed_at": None}
    return {**row, **changed}


def order(number: int, buyer: int | None, seller: int | None, **changed: Any) -> dict[str, Any]:
    row = {"order_id": number, "buyer_id": buyer, "seller_id": seller, "ship_to": "s", "total": 1}
    return {**row, "placed_at": at("2026-05-01"), "cancelled_at": None, **changed}


def line(number: int, order_id: int) -> dict[str, Any]:
    return {"line_id": number, "order_id": order_id, "quantity": 1}


def shipment(number: int, order_id: int, delivered_at: datetime | date | None) -> dict[str, Any]:
    return {"shipment_id": number, "order_id": order_id, "parcel": "p", "delivered_at": delivered_at}


def dispute(number: int, order_id: int, closed_at: datetime | None = None) -> dict[str, Any]:
    return {"dispute_id": number, "order_id": order_id, "wish": "w", "closed_at": closed_at}


def message(number: int, author: int | None, order_id: int | None) -> dict[str, Any]:
    return {"message_id": number, "author_id": author, "order_id": order_id, "body": "b"}


def signal(number: int, suspect: int | None, **changed: Any) -> dict[str, Any]:
    row = {"signal_id": number, "member_id": suspect, "ip": "i", "at": at("2026-06-01")}
    return {**row, "kind": "login", "dismissed": None, **changed}


def marketplace(
    *,
    change: Callable[[dict[str, Any], dict[str, Any]], None] | None = None,
    standing: Standing | None = None,
    clock: datetime = CLOCK,
    **rows: list[dict[str, Any]],
) -> Evaluator:
    """The marketplace with three members and these rows. `change` may alter the policy and the data map first."""
    policy, tables = yaml.safe_load(POLICY), yaml.safe_load(TABLES)
    if change:
        change(policy, tables)
    data = {"member": [member(ANA), member(BEN), member(CEM)], **rows}
    return Evaluator(
        policy=policy,
        tables=tables,
        schema=deepcopy(SCHEMA),
        data=data,
        standing=standing or Standing(),
        clock=clock,
    )


def seen(evaluator: Evaluator, purpose: str, table: str) -> set[Any]:
    """The keys of the rows a purpose sees, without their tuples."""
    return {key for (key,) in evaluator.visible(purpose)[table]}


def standing(**parts: Any) -> Standing:
    """Standing of members: consents={(person, purpose): time}, ended={(person, purpose)}, ..."""
    consents = {("member", (who,), purpose): time for (who, purpose), time in parts.get("consents", {}).items()}
    ended = {("member", (who,), purpose) for who, purpose in parts.get("ended", [])}
    pending = {("member", (who,), purpose) for who, purpose in parts.get("pending", [])}
    return Standing(consents, ended, pending=pending, restrictions=parts.get("restrictions", []))


def restriction(who: int, **scope: Any) -> Restriction:
    return Restriction("member", (who,), at=scope.pop("given", at("2026-06-10")), **scope)
