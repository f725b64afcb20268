"""Requests under law at the front door: received, reviewed by one person, released by another, told, closed."""

from __future__ import annotations

from typing import Any

from troth.client.person import AtWork
from troth.sharing import legal, orders
from troth.sharing.disclosure import Disclosure
from troth.sharing.plan import DisclosurePlan
from troth.standing.words import Outcome


class Orders:
    """The requests under law of one deployment. What each method asks for is said in sharing/orders.py."""

    def __init__(self, at_work: AtWork) -> None:
        self._at_work = at_work

    def receive(self, recipient: str, **said: Any) -> Outcome:
        """Take in a request. Raises Refused (TR780, TR790)."""
        with self._at_work() as (connection, compiled):
            return orders.receive(connection, compiled, recipient, **said)

    def review(self, number: int, **said: Any) -> DisclosurePlan:
        """Decide of whom and how much is due; the answer is what that would release. Raises Refused (TR791)."""
        with self._at_work() as (connection, compiled):
            return orders.review(connection, compiled, number, **said)

    def plan(self, number: int) -> DisclosurePlan:
        """What the reviewed scope would release now. Raises Refused (TR791)."""
        with self._at_work() as (connection, compiled):
            return orders.plan_order(connection, compiled, number)

    def release(self, number: int, **said: Any) -> Disclosure:
        """A second person releases the reviewed scope. Raises Refused (TR781 to TR791)."""
        with self._at_work() as (connection, compiled):
            return orders.release(connection, compiled, number, **said)

    def refuse(self, number: int, **said: Any) -> Outcome:
        """Refuse a request, with the reason. Raises Refused (TR791)."""
        with self._at_work() as (connection, _):
            return orders.refuse(connection, number, **said)

    def tell(self, number: int, **said: Any) -> Outcome:
        """The person was told, and how. Raises Refused (TR791) while a delay forbids it."""
        with self._at_work() as (connection, compiled):
            return orders.tell(connection, compiled, number, **said)

    def close(self, number: int, **said: Any) -> Outcome:
        """Close a request that was refused, or of which the person knows. Raises Refused (TR791)."""
        with self._at_work() as (connection, _):
            return orders.close(connection, number, **said)

    def all(self) -> tuple[legal.Order, ...]:
        """Every request, the oldest first."""
        with self._at_work() as (connection, _):
            return legal.orders(connection)
