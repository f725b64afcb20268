"""The whole of what PostgreSQL shall have for a policy: roles, schemas, standing, views, row policies and grants."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from troth.compiler.enforced.aggregates import (
    aggregate_policies,
    aggregate_reads,
    aggregate_recipients,
    aggregate_views,
    aggregates_of,
)
from troth.compiler.enforced.grants import (
    on_columns,
    on_schema,
    on_table,
    standing_grants,
    suppression_grants,
    window_grants,
)
from troth.compiler.enforced.look_outs import look_outs
from troth.compiler.enforced.openings import OPENED, Openings, opened_cases
from troth.compiler.enforced.readers import SHOWN, Readers, shown_ticket
from troth.compiler.enforced.row_policies import row_security, window_policies
from troth.compiler.enforced.suppressible import suppressible, suppressible_views
from troth.compiler.enforced.views import window_views
from troth.compiler.live.live import Live
from troth.compiler.names import STANDING_SCHEMA, Names, recipient_schema, window_schema
from troth.compiler.stored.pseudonyms import KEY
from troth.compiler.stored.standing import functions, standing_tables
from troth.compiler.windows import Window, recipient_windows, windows
from troth.compiler.written.card_numbers import card_number_function
from troth.mapped.model import Mapped
from troth.policy.model import Policy
from troth.postgres.catalogue import Relation
from troth.postgres.objects import Membership, Object, Objects, Role, Schema


@dataclass(frozen=True, kw_only=True)
class Compiled:
    """A policy compiled for one database: its windows, and the objects that make them."""

    policy: Policy
    mapped: Mapped
    names: Names
    windows: tuple[Window, ...]
    recipients: tuple[Window, ...]
    objects: Objects

    @cached_property
    def once(self) -> dict[Hashable, Any]:
        """Statements that are composed once for this policy and this database, by whoever needs them again."""
        return {}

    def window(self, purpose: str) -> Window:
        """The window of a purpose. Raises KeyError."""
        found = next((window for window in self.windows if window.purpose == purpose), None)
        if found is None:
            raise KeyError(purpose)
        return found


def compile_policy(policy: Policy, mapped: Mapped, prefix: str | None = None) -> Compiled:
    """Compile a policy for one database. The declared files must be free of findings, and the map must fit."""
    names = Names(prefix or policy.policy)
    purposes, recipients = windows(policy, mapped), recipient_windows(policy, mapped)
    build = _Build(policy, mapped, names, purposes, recipients)
    objects = Objects.of(build.everything())
    return Compiled(policy=policy, mapped=mapped, names=names, windows=purposes, recipients=recipients, objects=objects)


@dataclass(frozen=True)
class _Build:
    policy: Policy
    mapped: Mapped
    names: Names
    purposes: tuple[Window, ...]
    recipients: tuple[Window, ...]

    def everything(self) -> Iterator[Object]:
        yield from self.roles()
        yield from self.schemas()
        tables = tuple(standing_tables(self.mapped, self.names.keeper))
        looks = tuple(look_outs(self.policy, self.mapped, self.names.keeper))
        yield from tables
        yield from functions(self.policy.time_zone, self.names.keeper)
        yield card_number_function(self.names.keeper)
        yield shown_ticket(self.names.keeper)
        yield opened_cases(self.names.keeper)
        yield from looks
        yield from row_security(self.mapped, self.names, self.view_owners())
        for window, schema, _, sees in self.named_windows():
            yield from window_views(window, schema, sees, self.live)
        yield from self.policies()
        yield from self.grants()
        yield from standing_grants(self.mapped, self.names, looks, tables, self.view_owners())
        yield from self.suppression()

    @property
    def live(self) -> Live:
        """When a purpose is live, as policies and views ask: of each row at hand."""
        return Live(self.policy, self.mapped, by_row=True)

    def suppression(self) -> Iterator[Object]:
        """What is needed only where a purpose suppresses values: whose they are, and who looks them up."""
        views = tuple(suppressible_views(self.policy, self.mapped, self.names.keeper))
        yield from views
        tables = self.mapped.tables.items()
        reads = {name: tuple(c.name for c in suppressible(self.policy, table)) for name, table in tables}
        asking = (sees for window, _, _, sees in self.named_windows() if self.policy.purposes[window.purpose].suppress)
        yield from suppression_grants(views, reads if views else {}, self.names, asking)

    def named_windows(self) -> Iterator[tuple[Window, str, str, str]]:
        """Each window with its schema, its role and the role that owns its views."""
        for window in self.purposes:
            yield (
                window,
                window_schema(window.purpose),
                self.names.window(window.purpose),
                self.names.sees(window.purpose),
            )
        for window in self.recipients:
            name = window.recipient or ""
            yield window, recipient_schema(name), self.names.recipient(name), self.names.shows(name)

    def view_owners(self) -> tuple[str, ...]:
        counting = (self.names.shows(name) for name in aggregate_recipients(self.policy))
        return (*(sees for _, _, _, sees in self.named_windows()), *counting)

    def roles(self) -> Iterator[Object]:
        database = self.mapped.catalogue.database
        yield Role(name=self.names.keeper)
        yield Role(name=self.names.desk, login=True)
        yield Role(name=self.names.gate, login=True)
        for window in self.purposes:
            settings = self.settings(window)
            yield Role(name=self.names.window(window.purpose), login=True, settings=settings, database=database)
            yield Role(name=self.names.sees(window.purpose))
            yield Membership(role=self.names.window(window.purpose), member=self.names.gate)
        yield from self.staff()
        for name in (*(window.recipient or "" for window in self.recipients), *aggregate_recipients(self.policy)):
            settings = (("jit", "off"), ("search_path", recipient_schema(name)))
            login = self.policy.recipients[name].by_ticket
            yield Role(name=self.names.recipient(name), login=login, settings=settings, database=database)
            yield Role(name=self.names.shows(name))

    def settings(self, window: Window) -> tuple[tuple[str, str], ...]:
        """Where a window's tables are. JIT is off: over row policies it compiles for a handful of rows."""
        return (("jit", "off"), ("search_path", window_schema(window.purpose)))

    def staff(self) -> Iterator[Object]:
        """A role for each staff role of the policy: a member of its windows that inherits from none of them."""
        for staff in sorted({staff for purpose in self.policy.purposes.values() for staff in purpose.by}):
            yield Role(name=self.names.staff(staff))
            for name, purpose in self.policy.purposes.items():
                if staff in purpose.by:
                    yield Membership(role=self.names.window(name), member=self.names.staff(staff))

    def schemas(self) -> Iterator[Object]:
        yield Schema(name=STANDING_SCHEMA, owner=self.names.keeper)
        for _, schema, _, sees in self.named_windows():
            yield Schema(name=schema, owner=sees)
        for name in aggregate_recipients(self.policy):
            yield Schema(name=recipient_schema(name), owner=self.names.shows(name))
        yield from aggregate_views(self.policy, self.mapped, self.names)

    def policies(self) -> Iterator[Object]:
        live = replace(self.live, filters=True)
        for window, _, _, sees in self.named_windows():
            shown = Readers(live, window.recipient).shown if window.recipient else Openings(live).shown
            yield from window_policies(window, live, sees, shown)
        yield from aggregate_policies(self.policy, self.mapped, self.names, live)

    def grants(self) -> Iterator[Object]:
        for window, schema, role, sees in self.named_windows():
            yield from window_grants(window, schema, role, sees, self.names.keeper)
            if window.pseudonymous:
                yield on_table(KEY, "SELECT", sees, by=self.names.keeper)
            if window.recipient is None and self.policy.purposes[window.purpose].open_per:
                yield on_table(OPENED, "SELECT", sees, by=self.names.keeper)
            if window.recipient and self.policy.recipients[window.recipient].by_ticket:
                yield on_table(SHOWN, "SELECT", sees, by=self.names.keeper)
        for name in aggregate_recipients(self.policy):
            yield from self.counting_grants(name)

    def counting_grants(self, name: str) -> Iterator[Object]:
        schema, role, shows = recipient_schema(name), self.names.recipient(name), self.names.shows(name)
        yield on_schema(schema, "USAGE", role, by=shows)
        yield on_schema(STANDING_SCHEMA, "USAGE", shows, by=self.names.keeper)
        for aggregate in aggregates_of(self.policy, self.mapped, name):
            yield on_table(Relation(schema, aggregate), "SELECT", role, by=shows)
        for relation, columns in aggregate_reads(self.policy, self.mapped, name):
            yield from on_columns(relation, "SELECT", shows, columns)
            if relation.schema != "public":
                yield on_schema(relation.schema, "USAGE", shows)
