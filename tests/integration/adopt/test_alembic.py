"""Alembic's migrations run with the windows in their way closed, in Alembic's own transaction."""

from __future__ import annotations

from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from integration.adopt.a_shop import Shop
from troth.errors import Refused

alembic = pytest.importorskip("alembic.command")
sqlalchemy = pytest.importorskip("sqlalchemy")

ENV = """
from alembic import context
from sqlalchemy import NullPool, create_engine
from troth.integrations.alembic import guarded

engine = create_engine(context.config.get_main_option("sqlalchemy.url"), poolclass=NullPool)
with engine.connect() as connection:
    context.configure(connection=connection, **context.config.attributes["configure"])
    with context.begin_transaction(), guarded(connection, context.config.attributes["folder"]) as done:
        context.run_migrations()
    context.config.attributes["done"] = done
"""
REVISION = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "{name}", {after!r}, None, None


def upgrade():
    {body}
"""
FIRST = 'op.alter_column("orders", "ship_to", type_=sa.String(200))'
SECOND = 'op.add_column("member", sa.Column("diet", sa.Text()))\n    op.drop_column("fraud_signal", "no_such_column")'


def configured(shop: Shop, place: Path, **configure: object) -> object:
    from alembic.config import Config

    (place / "versions").mkdir(parents=True)
    (place / "env.py").write_text(ENV, "utf-8")
    (place / "versions" / "one.py").write_text(REVISION.format(name="one", after=None, body=FIRST), "utf-8")
    (place / "versions" / "two.py").write_text(REVISION.format(name="two", after="one", body=SECOND), "utf-8")
    config = Config()
    config.set_main_option("script_location", str(place))
    config.set_main_option("path_separator", "os")
    config.set_main_option("sqlalchemy.url", address(shop).replace("%", "%%"))
    config.attributes |= {"folder": shop.folder, "configure": configure}
    return config


def address(shop: Shop) -> str:
    parts = conninfo_to_dict(shop.fresh.url)
    url = sqlalchemy.URL.create(
        "postgresql+psycopg",
        username=parts["user"],
        password=parts["password"],
        database=parts["dbname"],
        query={"host": parts["host"], "port": str(parts["port"])},
    )
    return url.render_as_string(hide_password=False)


def test_a_blocked_migration_runs_and_the_windows_are_open_again(shop: Shop, tmp_path: Path) -> None:
    config = configured(shop, tmp_path / "alembic")
    alembic.upgrade(config, "one")
    (done,) = config.attributes["done"]
    assert "for_fulfilment.orders" in {key.name for key in done.closed}
    assert [str(change) for change in shop.plan().changes] == []
    assert shop.owner.execute("select version_num from alembic_version").fetchall() == [("one",)]
    assert len(shop.seen("fulfilment", "select ship_to from orders")) == 2


def test_a_failing_migration_is_rolled_back_whole(shop: Shop, tmp_path: Path) -> None:
    config = configured(shop, tmp_path / "alembic")
    with pytest.raises(sqlalchemy.exc.ProgrammingError, match="no_such_column"):
        alembic.upgrade(config, "head")
    assert shop.owner.execute("select to_regclass('alembic_version')").fetchall() == [(None,)]
    assert [str(change) for change in shop.plan().changes] == []
    assert len(shop.seen("fulfilment", "select ship_to from orders")) == 2


def test_it_works_in_one_transaction_only(shop: Shop, tmp_path: Path) -> None:
    config = configured(shop, tmp_path / "alembic", transaction_per_migration=True)
    with pytest.raises(Refused, match="TR810"):
        alembic.upgrade(config, "one")
    assert [str(change) for change in shop.plan().changes] == []
