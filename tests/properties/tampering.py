"""Ways to tamper with what Troth has made, by hand: one object dropped, bent or added, as a hurried colleague might."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from psycopg import sql

from properties.attempts import base
from properties.built import Built, as_owner
from troth.postgres.objects import Function, Grant, Key, Membership, Object, Role, RowPolicy, StoredTable, View

Names = sql.Identifier
Pick = Callable[[list[Any]], Any]
"""Chooses one of several."""
Tampering = Callable[[Built, Pick], Object]
"""Tampers with something, and says with what."""


def _policies(made: Built) -> list[RowPolicy]:
    return list(made.compiled.objects.only(RowPolicy))


def _table(policy: RowPolicy) -> sql.Identifier:
    return Names(*policy.table)


def drop_policy(made: Built, pick: Pick) -> Object:
    policy: RowPolicy = pick(_policies(made))
    made.chief.execute(sql.SQL("drop policy {} on {}").format(Names(policy.name), _table(policy)))
    return policy


def open_policy(made: Built, pick: Pick) -> Object:
    policy: RowPolicy = pick([policy for policy in _policies(made) if policy.using and not policy.permissive])
    made.chief.execute(
        sql.SQL("alter policy {} on {} using (current_user is not null)").format(Names(policy.name), _table(policy))
    )
    return policy


def aim_policy_elsewhere(made: Built, pick: Pick) -> Object:
    """The policy keeps its name and forgets its role."""
    policy: RowPolicy = pick([policy for policy in _policies(made) if not policy.permissive])
    made.chief.execute(sql.SQL("alter policy {} on {} to pg_monitor").format(Names(policy.name), _table(policy)))
    return policy


def make_policy_permissive(made: Built, pick: Pick) -> Object:
    policy: RowPolicy = pick([policy for policy in _policies(made) if policy.command == "select"])
    names = {"policy": Names(policy.name), "table": _table(policy), "role": Names(policy.role)}
    made.chief.execute(sql.SQL("drop policy {policy} on {table}").format(**names))
    made.chief.execute(sql.SQL("create policy {policy} on {table} for select to {role} using (true)").format(**names))
    return policy


def disable_row_security(made: Built, pick: Pick) -> Object:
    policy: RowPolicy = pick(_policies(made))
    made.chief.execute(sql.SQL("alter table {} disable row level security").format(_table(policy)))
    return made.compiled.objects.items[Key("row security", f"{policy.table.schema}.{policy.table.name}")]


def _views(made: Built) -> list[View]:
    return [view for view in made.compiled.objects.only(View) if view.relation.schema != "troth"]


def drop_view(made: Built, pick: Pick) -> Object:
    view: View = pick(_views(made))
    made.chief.execute(sql.SQL("drop view {}").format(Names(*view.relation)))
    return view


def narrow_view(made: Built, pick: Pick) -> Object:
    view: View = pick([view for view in made.compiled.objects.only(View) if isinstance(view.query, sql.Composable)])
    command = sql.SQL("create or replace view {} as {} where false").format(Names(*view.relation), view.query)
    made.chief.execute(sql.Composed([command]))
    return view


def view_as_invoker(made: Built, pick: Pick) -> Object:
    view: View = pick(list(made.compiled.objects.only(View)))
    made.chief.execute(sql.SQL("alter view {} set (security_invoker = true)").format(Names(*view.relation)))
    return view


def give_view_away(made: Built, pick: Pick) -> Object:
    view: View = pick(_views(made))
    made.chief.execute(sql.SQL("alter view {} owner to {}").format(Names(*view.relation), Names(made.owner)))
    return view


def revoke_grant(made: Built, pick: Pick) -> Object:
    grant: Grant = pick([grant for grant in made.compiled.objects.only(Grant) if grant.column is None])
    words = {"what": sql.SQL(grant.privilege), "sort": sql.SQL(grant.sort), "on": Names(*grant.path)}
    revoke = sql.SQL("revoke {what} on {sort} {on} from {who}")
    made.chief.execute(revoke.format(**words, who=Names(grant.grantee)))
    return grant


def grant_more(made: Built, pick: Pick) -> Object:
    """A role of ours may suddenly read a whole company table."""
    role: Role = pick(list(made.compiled.objects.only(Role)))
    table = pick(list(made.case.schema))
    made.chief.execute(sql.SQL("grant select on {} to {}").format(base(table), Names(role.name)))
    schema = table if "." in table else f"public.{table}"
    return Grant(sort="table", object=schema, path=tuple(schema.split(".")), privilege="SELECT", grantee=role.name)


def join_roles(made: Built, pick: Pick) -> Object:
    """A window's role becomes a member of the role that owns the views, by the word of the plain owner."""
    owners = [role for role in made.compiled.objects.only(Role) if not role.login]
    windows = [role for role in made.compiled.objects.only(Role) if "_for_" in role.name]
    role, member = pick(owners), pick(windows)
    with as_owner(made):
        made.chief.execute(sql.SQL("grant {} to {}").format(Names(role.name), Names(member.name)))
    return Membership(role=role.name, member=member.name)


def change_role(made: Built, pick: Pick) -> Object:
    role: Role = pick(list(made.compiled.objects.only(Role)))
    words = ["inherit", "createrole", "nologin" if role.login else "login"]
    made.chief.execute(sql.SQL("alter role {} {}").format(Names(role.name), sql.SQL(pick(words))))
    return role


def change_setting(made: Built, pick: Pick) -> Object:
    role: Role = pick([role for role in made.compiled.objects.only(Role) if role.settings])
    database = Names(made.chief.info.dbname)
    setting = pick(["set search_path = public", "reset search_path", "set jit = on"])
    made.chief.execute(sql.SQL("alter role {} in database {} {}").format(Names(role.name), database, sql.SQL(setting)))
    return role


def stop_the_clock(made: Built, pick: Pick) -> Object:
    made.chief.execute(
        "create or replace function troth.clock() returns timestamptz language sql stable parallel safe"
        " return '2020-01-01'::timestamptz"
    )
    return next(item for item in made.compiled.objects.only(Function) if item.name == "clock")


def _standing(made: Built) -> list[StoredTable]:
    return list(made.compiled.objects.only(StoredTable))


def drop_standing_table(made: Built, pick: Pick) -> Object:
    table: StoredTable = pick([t for t in _standing(made) if t.relation.name.startswith(("history_", "restriction_"))])
    made.chief.execute(sql.SQL("drop table {}").format(Names(*table.relation)))
    return table


TAMPERINGS: Mapping[str, Tampering] = {
    function.__name__: function
    for function in (
        drop_policy,
        open_policy,
        aim_policy_elsewhere,
        make_policy_permissive,
        disable_row_security,
        drop_view,
        narrow_view,
        view_as_invoker,
        give_view_away,
        revoke_grant,
        grant_more,
        join_roles,
        change_role,
        change_setting,
        stop_the_clock,
        drop_standing_table,
    )
}
