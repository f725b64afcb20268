"""A draft from a live database: it loads, it plans, it proposes what is likely, and it guesses nothing to be plain."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from integration.adopt.a_shop import Connection, Shop
from troth.adopt.init import Draft, draft
from troth.errors import Refused
from troth.policy.load import parse_policy
from troth.rollout.deployment import plan_for, read_files
from troth.tables.load import parse_tables
from troth.tables.model import DataMap, TableName

ODD = """
create schema "Lager-1";
create table "Kunden" ("Kunden Nr" int primary key, "Vollständiger Name" text not null,
  "E-Mail" varchar(80) not null unique,
  "null" text, geburtsdatum date not null, status boolean not null, aktiv_bis date);
create table "Lager-1"."order" ("user" int, "no" int, "Kunde: wer?" int references "Kunden", "from" inet, payload jsonb,
  primary key ("user", "no"));
create table "Lager-1"."line # 1" (id int primary key, "order user" int, "order no" int, note text,
  foreign key ("order user", "order no") references "Lager-1"."order");
create table "with.dot" (id int primary key, kunde int references "Kunden", email text);
create table "new
line" (id int primary key, email text);
create table no_key (kunde int references "Kunden", email text);
create view "Kundenliste" as select * from "Kunden";
"""


def drafted(owner: Connection, *schemas: str, sample: bool = False) -> tuple[Draft, DataMap]:
    found = draft(owner, schemas or ["public"], sample=sample)
    parse_policy(found.policy_yaml.encode())
    return found, parse_tables(found.tables_yaml.encode())


def test_the_shop_is_drafted(before: Shop) -> None:
    found, data_map = drafted(before.owner)
    assert found.subjects == ("member",)
    assert data_map.adopting
    member, lines = (data_map.tables[TableName("public", name)] for name in ("member", "order_line"))
    assert {name: column.holds for name, column in member.columns.items()} == {
        "full_name": "identity.name",
        "email": "contact.email",
        "phone": "contact.phone",
    }
    assert {name: (owner.kind, len(owner.path)) for name, owner in lines.owners.items()} == {
        "buyer": ("member", 2),
        "seller": ("member", 2),
    }
    assert "# review: ?" in found.tables_yaml
    assert "#   orders placed: orders.placed_at" in found.tables_yaml
    assert "total: ?" in found.tables_yaml


def test_nothing_is_guessed_to_be_plain(before: Shop) -> None:
    before.owner.execute(ODD)
    _, data_map = drafted(before.owner, "public", "Lager-1")
    assert not any(table.plain for table in data_map.tables.values())
    assert not any(column.plain for table in data_map.tables.values() for column in table.columns.values())


def test_a_draft_makes_a_plan(before: Shop) -> None:
    found, _ = drafted(before.owner)
    (before.folder / "tables.yaml").write_text(found.tables_yaml, "utf-8")
    (before.folder / "policy.yaml").write_text(found.policy_yaml, "utf-8")
    plan = plan_for(before.owner, read_files(before.folder).declared)
    assert "for_operation.member" in str(plan)
    left = [finding.message for finding in plan.findings if finding.code == "TR158"]
    assert left == [f"`{word}` still says TODO" for word in ("name", "contact", "says", "says")]


def test_an_open_column_can_be_filled_in(before: Shop) -> None:
    found, _ = drafted(before.owner)
    (line,) = [line for line in found.tables_yaml.splitlines() if "# total: ?" in line]
    head, orders = found.tables_yaml.split("  orders:")
    filled = head + "  orders:" + orders.replace("    # columns:", "    columns:", 1)
    filled = filled.replace(line, "      total: {holds: order, of: [buyer, seller]}")
    data_map = parse_tables(filled.encode())
    assert data_map.tables[TableName("public", "orders")].columns["total"].holds == "order"


def test_odd_names(owner: Connection) -> None:
    owner.execute(ODD)
    found, data_map = drafted(owner, "public", "Lager-1")
    assert found.subjects == ("kunden",)
    kunden = data_map.tables[TableName("public", "Kunden")]
    assert {name: column.holds for name, column in kunden.columns.items()} == {
        "Vollständiger Name": "identity.name",
        "E-Mail": "contact.email",
        "geburtsdatum": "identity.birth",
    }
    assert kunden.columns["E-Mail"].erase == "unique"
    order = data_map.tables[TableName("Lager-1", "order")]
    assert [str(owner.path[0].column) for owner in order.owners.values()] == ["Kunde: wer?"]
    assert order.columns["from"].holds == "device.ip"
    line = data_map.tables[TableName("Lager-1", "line # 1")]
    assert [step.column for owner in line.owners.values() for step in owner.path] == ["order user", "Kunde: wer?"]
    for name in ('"with.dot"', '"new\\nline"', "no_key", "Kundenliste"):
        assert name.strip('"') in found.tables_yaml
    assert "aktiv_bis: ?" in found.tables_yaml


def test_a_time_in_a_key_is_asked_about_too(owner: Connection) -> None:
    """Partitioned tables have it there, and a period that starts with it needs its entry."""
    owner.execute(
        """create table person (id int primary key, email text);
        create table visit (id int, at timestamptz, person_id int references person, primary key (id, at))"""
    )
    found, data_map = drafted(owner)
    assert "      # at: ?  a time" in found.tables_yaml and "# id: ?" not in found.tables_yaml
    assert "at" not in data_map.tables[TableName("public", "visit")].columns


def test_what_speaks_against_plain_stands_where_plain_is_decided(owner: Connection) -> None:
    owner.execute(
        """create table person (id int primary key, email text);
        create table country (code text primary key);
        create table trail (id int primary key, actor_login text, old_row jsonb)"""
    )
    said = {line.split(":")[0].strip(" #"): line for line in drafted(owner)[0].tables_yaml.splitlines()}
    assert said["trail"].endswith(
        "every window shows it whole; look at actor_login, perhaps account.login; what is in old_row"
    )
    assert said["country"].endswith("every window shows it whole")


def test_values_say_more_than_names(owner: Connection) -> None:
    owner.execute(
        """create table person (id int primary key, email text, c1 text, c2 text, c3 text, c4 jsonb, c5 date);
        insert into person select n, n || '@secret.example', n || '@secret.example', 'DE89370400440532013000',
          '4111111111111111', jsonb_build_object('mail', n || '@secret.example'), date '1970-01-01' + n
          from generate_series(1, 400) n"""
    )
    found, data_map = drafted(owner)
    assert set(data_map.tables[TableName("public", "person")].columns) == {"email"}
    found, data_map = drafted(owner, sample=True)
    held = {name: column.holds for name, column in data_map.tables[TableName("public", "person")].columns.items()}
    assert held == {
        "email": "contact.email",
        "c1": "contact.email",
        "c2": "payment.bank",
        "c3": "payment.card",
    }
    assert "c4: ?  some of its values hold e-mail addresses" in found.tables_yaml
    assert "c5: ?  perhaps identity.birth" in found.tables_yaml
    assert not any(word in found.tables_yaml for word in ("secret", "DE89", "4111", "1970"))


def test_a_large_table_is_sampled_from_anywhere(owner: Connection) -> None:
    owner.execute(
        """create table users (id int primary key, email text, extra text);
        insert into users select n, 'a', case when n > 20000 then n || '@x.example' else '-' end
          from generate_series(1, 60000) n;
        analyze users"""
    )
    found, _ = drafted(owner, sample=True)
    assert "extra: ?  some of its values" in found.tables_yaml or "extra: contact.email" in found.tables_yaml


def test_a_database_without_people_says_so(owner: Connection) -> None:
    owner.execute("create table parts (id int primary key, weight int)")
    found = draft(owner, ["public"])
    assert "none found" in str(found)
    with pytest.raises(Refused):
        parse_tables(found.tables_yaml.encode())


def test_a_draft_changes_nothing(before: Shop, tmp_path: Path) -> None:
    with psycopg.connect(before.fresh.url) as reader:
        reader.execute("set transaction read only")
        draft(reader, ["public"], sample=True)


def test_a_truth_called_email_is_asked_about(owner: Connection) -> None:
    owner.execute("create table customer (id int primary key, email text, mobile boolean, fax int)")
    found, data_map = drafted(owner)
    assert set(data_map.tables[TableName("public", "customer")].columns) == {"email"}
    assert "mobile: ?  perhaps contact.phone" in found.tables_yaml
