"""Reading the catalogue of a live database: every kind of table, column, key and constraint that the design names."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from troth.postgres.catalogue import Check, Column, ForeignKey, Index, Key, Relation, Table, Trigger
from troth.postgres.read_catalogue import read_catalogue

Owner = psycopg.Connection[Any]


def table(connection: Owner, name: str, schema: str = "public") -> Table:
    found = read_catalogue(connection).table((schema, name))
    assert found is not None
    return found


def column(connection: Owner, name: str, of: str = "t") -> Column:
    found = table(connection, of).column(name)
    assert found is not None
    return found


def names(connection: Owner, **options: Any) -> set[str]:
    return {str(relation) for relation in read_catalogue(connection, **options).tables}


def test_the_server_and_who_reads(owner: Owner, superuser: str) -> None:
    found = read_catalogue(owner)
    assert found.server_version == owner.info.server_version
    assert found.database == owner.info.dbname
    assert (found.user, found.superuser, found.create_role) == (owner.info.user, False, True)
    assert found.tables == {}
    with psycopg.connect(superuser) as chief:
        assert read_catalogue(chief).superuser


def test_schemas(owner: Owner) -> None:
    owner.execute('create schema "Sales"; create schema troth; create schema empty')
    owner.execute('create table a (); create table "Sales".b (); create table troth.c (); create temp table d ()')
    assert names(owner) == {"a", "Sales.b", "troth.c"}
    assert names(owner, exclude=["troth"]) == {"a", "Sales.b"}
    assert names(owner, schemas=["Sales", "troth", "nowhere"], exclude=["troth"]) == {"Sales.b"}
    assert names(owner, schemas=["pg_catalog", "information_schema"]) == set()
    assert names(owner, schemas=[]) == set()


def test_plain_columns(owner: Owner) -> None:
    owner.execute(
        "create table t (a int not null, gone int, b text default 'x''y', c numeric(8,2),"
        " d timestamptz(3) default now())"
    )
    owner.execute("alter table t drop column gone")
    assert table(owner, "t").columns == (
        Column(name="a", position=1, type="integer", base_type="integer", type_category="N", nullable=False),
        Column(
            name="b",
            position=3,
            type="text",
            base_type="text",
            type_category="S",
            nullable=True,
            default="'x''y'::text",
        ),
        Column(name="c", position=4, type="numeric(8,2)", base_type="numeric", type_category="N", nullable=True),
        Column(
            name="d",
            position=5,
            type="timestamp(3) with time zone",
            base_type="timestamp with time zone",
            type_category="D",
            nullable=True,
            default="now()",
        ),
    )


@pytest.mark.parametrize(
    ("type", "base_type", "category"),
    [
        ("inet", "inet", "I"),
        ("jsonb", "jsonb", "U"),
        ("point", "point", "G"),
        ("boolean", "boolean", "B"),
        ("text[]", "text[]", "A"),
        ("date", "date", "D"),
        ("uuid", "uuid", "U"),
        ("public.mood", "public.mood", "E"),
        ("public.mood[]", "public.mood[]", "A"),
        ('public."Odd Name"', "text", "S"),
    ],
)
def test_types(owner: Owner, type: str, base_type: str, category: str) -> None:
    owner.execute("create type mood as enum ('good', 'bad'); create domain \"Odd Name\" as text")
    owner.execute(f"create table t (c {type})")
    found = column(owner, "c")
    assert (found.type, found.base_type, found.type_category) == (type, base_type, category)


def test_a_domain_over_a_domain(owner: Owner) -> None:
    owner.execute("create domain short as varchar(20) default 'inner'; create domain mail as short not null")
    owner.execute("create domain url as mail default 'outer'")
    owner.execute("create table t (a short, b mail, c url default 'own', d url)")
    seen = {found.name: (found.type, found.nullable, found.max_length) for found in table(owner, "t").columns}
    assert seen == {
        "a": ("public.short", True, 20),
        "b": ("public.mail", False, 20),
        "c": ("public.url", False, 20),
        "d": ("public.url", False, 20),
    }
    assert {found.base_type for found in table(owner, "t").columns} == {"character varying"}
    defaults = [(found.default or "").split("'")[1] for found in table(owner, "t").columns]
    # What PostgreSQL itself would write:
    owner.execute("insert into t default values")
    assert owner.execute("select * from t").fetchone() == tuple(defaults)


def test_lengths(owner: Owner) -> None:
    owner.execute("create table t (a varchar(7), b char(3), c varchar, d text, e numeric(5), f bit(4))")
    assert [found.max_length for found in table(owner, "t").columns] == [7, 3, None, None, None, None]


def test_sequences(owner: Owner) -> None:
    owner.execute('create schema "S"; create sequence "S".shared')
    owner.execute(
        "create table t (a serial, b int generated always as identity, c bigint generated by default as identity,"
        """ d int default nextval('"S".shared'), e int)"""
    )
    seen = [(found.identity, found.sequence) for found in table(owner, "t").columns]
    assert seen == [
        (None, Relation("public", "t_a_seq")),
        ("always", Relation("public", "t_b_seq")),
        ("by default", Relation("public", "t_c_seq")),
        (None, Relation("S", "shared")),
        (None, None),
    ]


def test_generated_columns(owner: Owner) -> None:
    owner.execute("create table t (a text, b text generated always as (upper(a)) stored)")
    assert [found.generated for found in table(owner, "t").columns] == [False, True]
    assert column(owner, "b").default == "upper(a)"


def test_virtual_columns(owner: Owner) -> None:
    if owner.info.server_version < 180000:
        pytest.skip("virtual generated columns are PostgreSQL 18's")
    owner.execute("create table t (a text, b text generated always as (upper(a)) virtual)")
    assert column(owner, "b").generated


def test_keys(owner: Owner) -> None:
    owner.execute(
        "create table t (a int, b int, c text, d text, primary key (b, a), constraint u unique (c, a) include (d));"
        "create unique index partial on t (d) where c is null; create unique index folded on t (a, lower(d))"
    )
    found = table(owner, "t")
    assert found.primary_key == ("b", "a")
    assert set(found.keys) == {
        Key(name="t_pkey", columns=("b", "a"), primary=True),
        Key(name="u", columns=("c", "a")),
        Key(name="partial", columns=("d",), complete=False),
        Key(name="folded", columns=("a", "d"), complete=False),
    }


def test_foreign_keys(owner: Owner) -> None:
    owner.execute('create schema "Sales"; create table "Sales"."Order" (x int, "Y" int, primary key (x, "Y"))')
    owner.execute(
        "create table t (p int, q int, up int, id int primary key, "
        'constraint whole foreign key (q, p) references "Sales"."Order" (x, "Y") on delete cascade deferrable)'
    )
    owner.execute("alter table t add constraint parent foreign key (up) references t on delete set null not valid")
    assert table(owner, "t").foreign_keys == (
        ForeignKey(
            name="parent", columns=("up",), target=Relation("public", "t"), target_columns=("id",), on_delete="set null"
        ),
        ForeignKey(
            name="whole",
            columns=("q", "p"),
            target=Relation("Sales", "Order"),
            target_columns=("x", "Y"),
            on_delete="cascade",
        ),
    )


def test_what_a_foreign_key_does_on_delete(owner: Owner) -> None:
    actions = ("no action", "restrict", "cascade", "set null", "set default")
    owner.execute("create table a (id int primary key)")
    for number, action in enumerate(actions):
        owner.execute(f"create table t{number} (a int references a on delete {action})")
    assert tuple(table(owner, f"t{number}").foreign_keys[0].on_delete for number in range(5)) == actions


def test_checks(owner: Owner) -> None:
    owner.execute(
        "create table t (a int not null, b int, constraint order_of check (a < b), constraint always check (true))"
    )
    assert table(owner, "t").checks == (
        Check(name="always", definition="CHECK (true)", columns=()),
        Check(name="order_of", definition="CHECK ((a < b))", columns=("a", "b")),
    )


def test_indexes(owner: Owner) -> None:
    owner.execute("create table t (id int primary key, a int, b text, j jsonb)")
    owner.execute(
        "create index pair on t (a, b); create index part on t (b) where a > 0; create index h on t using hash (b)"
    )
    owner.execute("create index expression on t (lower(b), a); create index contained on t using gin (j)")
    assert set(table(owner, "t").indexes) == {
        Index(name="t_pkey", columns=("id",), unique=True),
        Index(name="pair", columns=("a", "b")),
        Index(name="part", columns=("b",), predicate="(a > 0)"),
        Index(name="h", columns=("b",)),
        Index(name="expression", columns=(None, "a")),
    }


def test_an_index_that_is_not_valid_serves_nothing_but_is_enforced(owner: Owner, superuser: str) -> None:
    owner.execute("create table t (a int unique)")
    with psycopg.connect(superuser) as chief:
        chief.execute("update pg_index set indisvalid = false where indexrelid = 't_a_key'::regclass")
    assert table(owner, "t").indexes == ()
    assert table(owner, "t").keys == (Key(name="t_a_key", columns=("a",)),)


def test_an_index_that_was_never_finished_counts_for_nothing(owner: Owner) -> None:
    owner.execute("create table t (a int); insert into t values (1), (1)")
    with pytest.raises(psycopg.errors.UniqueViolation):
        owner.execute("create unique index concurrently broken on t (a)")
    assert table(owner, "t").indexes == table(owner, "t").keys == ()


def test_a_partitioned_table_is_one_table(owner: Owner) -> None:
    owner.execute("create table p (id int, at date, primary key (id, at)) partition by range (at)")
    owner.execute("create table p1 partition of p for values from ('2026-01-01') to ('2027-01-01')")
    owner.execute(
        "create table p2 partition of p default partition by list (id); create table p3 partition of p2 default"
    )
    owner.execute("create index on p (at); create table t (id int, at date, foreign key (id, at) references p)")
    assert names(owner) == {"p", "t"}
    found = table(owner, "p")
    assert (found.kind, found.primary_key) == ("partitioned", ("id", "at"))
    assert {index.columns for index in found.indexes} == {("id", "at"), ("at",)}
    assert [key.target for key in table(owner, "t").foreign_keys] == [Relation("public", "p")]


def test_other_kinds(owner: Owner, superuser: str) -> None:
    with psycopg.connect(superuser) as chief:
        chief.execute("create foreign data wrapper elsewhere; create server far foreign data wrapper elsewhere")
        chief.execute("create foreign table f (a int) server far")
    owner.execute("create table t (a int); create view v as select a, 1::text as b from t")
    owner.execute("create materialized view m as select a from t")
    found = read_catalogue(owner).tables
    assert {str(relation): made.kind for relation, made in found.items()} == {
        "t": "table",
        "v": "view",
        "m": "materialised view",
        "f": "foreign table",
    }
    assert [made.name for made in table(owner, "v").columns] == ["a", "b"]
    assert table(owner, "f").owner != table(owner, "t").owner == owner.info.user


def test_triggers(owner: Owner) -> None:
    owner.execute('create schema "S"; create table other (id int primary key)')
    owner.execute("create table t (id int references other)")  # brings triggers of PostgreSQL's own
    body = "returns trigger language plpgsql as 'begin return new; end'"
    writing = "returns trigger language plpgsql as 'begin insert into OTHER values (1); return new; end'"
    owner.execute(f'create function "S".stamp() {body}; create function audit() {writing} security definer')
    owner.execute('create trigger a before insert or update of id on t for each row execute function "S".stamp()')
    owner.execute("create trigger b after delete or truncate on t for each statement execute function audit()")
    owner.execute("create trigger c after delete on t for each statement execute function audit()")
    owner.execute("alter table t disable trigger c")
    assert table(owner, "t").triggers == (
        Trigger(name="a", function='"S".stamp', definer=False, events=("insert", "update"), before=True),
        Trigger(
            name="b",
            function="public.audit",
            definer=True,
            events=("delete", "truncate"),
            names=(Relation("public", "other"),),
        ),
    )


@pytest.mark.parametrize(
    ("path", "fixed"),
    [
        ("set search_path = public", False), ("set search_path = pg_temp, public", False),
        ("set work_mem = 100", False),
        ("set search_path = public, pg_temp", True), ("set search_path = ''", True),
        ("set search_path = pg_catalog, pg_temp set work_mem = 100", True),
    ],
)  # fmt: skip
def test_whether_a_trigger_looks_where_whoever_writes_looks(owner: Owner, path: str, fixed: bool) -> None:
    owner.execute("create table t (id int primary key)")
    owner.execute(f"create function f() returns trigger language plpgsql {path} as 'begin return new; end'")
    owner.execute("create trigger a after insert on t for each row execute function f()")
    assert [trigger.fixed for trigger in table(owner, "t").triggers] == [fixed]


def test_row_security_and_estimates(owner: Owner) -> None:
    owner.execute("create table t (a int); create table u (a int); alter table t enable row level security")
    owner.execute("insert into u select generate_series(1, 50); analyze u")
    assert (table(owner, "t").row_security, table(owner, "t").rows) == (True, -1)
    assert (table(owner, "u").row_security, table(owner, "u").rows) == (False, 50)


def test_names_that_need_quotes(owner: Owner) -> None:
    owner.execute(
        'create schema "or der"; create table "or der"."select" ("User" int primary key, "a""b" text, "é%s" text)'
    )
    found = table(owner, "select", "or der")
    assert [made.name for made in found.columns] == ["User", 'a"b', "é%s"]
    assert found.primary_key == ("User",)


def test_what_is_read_depends_on_no_setting_and_changes_none(owner: Owner) -> None:
    owner.execute("create schema s; create type s.mood as enum (); create table t (a s.mood default null::s.mood)")
    plainly = read_catalogue(owner)
    owner.execute("set search_path = s, public")
    assert read_catalogue(owner) == plainly
    assert owner.execute("show search_path").fetchone() == ("s, public",)
    with owner.transaction():
        owner.execute("create table public.u ()")
        assert Relation("public", "u") in read_catalogue(owner).tables
        assert owner.execute("show search_path").fetchone() == ("s, public",)
    assert names(owner) == {"t", "u"}
