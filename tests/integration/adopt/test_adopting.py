"""While a company adopts Troth, what nobody has mapped is seen by no window, and everything else works already."""

from __future__ import annotations

import psycopg
import pytest

from integration.adopt.a_shop import Shop


def test_unmapped_tables_and_columns_are_seen_by_no_window(before: Shop) -> None:
    before.say(tables=("      phone: contact.phone\n", ""))
    compiled = before.apply()
    assert before.plan().empty
    assert compiled.mapped.unmapped
    with psycopg.connect(before.fresh.superuser) as chief:
        roles = [f"shop_{word}_{w.purpose}" for w in compiled.windows for word in ("for", "sees")]
        reach = chief.execute(
            """select r, t from unnest(%s::text[]) r, unnest(array['"Support Case"', 'member']) t
                where has_any_column_privilege(r, 'public.' || t, 'select') and t <> 'member'
                   or has_column_privilege(r, 'public.member', 'phone', 'select')""",
            [roles],
        ).fetchall()
    assert reach == []
    with pytest.raises(psycopg.errors.UndefinedColumn):
        before.seen("account", "select phone from member")
    assert len(before.seen("account", "select full_name from member")) == 3


def test_it_is_said_what_is_unmapped(before: Shop) -> None:
    before.say(tables=("      phone: contact.phone\n", ""))
    assert before.compiled().mapped.unmapped == ("Support Case", "member.phone")
