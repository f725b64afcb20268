"""The printed models import, and query the live window: its rows, its relations, and nothing beyond."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from integration.adopt.a_shop import Shop
from troth.adopt.models import django_models, sqlalchemy_models

sqlalchemy = pytest.importorskip("sqlalchemy")


def parts(shop: Shop, purpose: str) -> dict[str, str]:
    """The login of a window, with a password for the test."""
    role = f"shop_for_{purpose}"
    with psycopg.connect(shop.fresh.superuser, autocommit=True) as chief:
        chief.execute(sql.SQL("alter role {} password 'window'").format(sql.Identifier(role)))
    found = {key: str(value) for key, value in conninfo_to_dict(shop.fresh.superuser).items()}
    return found | {"user": role, "password": "window"}


def loaded(source: str) -> dict[str, object]:
    namespace: dict[str, object] = {"__name__": "window_models"}
    sys.modules["window_models"] = type(sys)("window_models")
    sys.modules["window_models"].__dict__.update(namespace)
    exec(compile(source, "window_models.py", "exec", dont_inherit=True), sys.modules["window_models"].__dict__)
    return sys.modules["window_models"].__dict__


def test_sqlalchemy_reads_and_joins_the_window(alone: Shop) -> None:
    from sqlalchemy.orm import Session

    models = loaded(sqlalchemy_models(alone.compiled(), "fulfilment"))
    at = parts(alone, "fulfilment")
    url = sqlalchemy.URL.create(
        "postgresql+psycopg", username=at["user"], password=at["password"], database=at["dbname"],
        query={"host": at["host"], "port": at["port"]},
    )  # fmt: skip
    engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.NullPool)
    orders, line = models["Orders"], models["OrderLine"]
    with Session(engine) as session:
        found = session.scalars(sqlalchemy.select(orders).order_by(orders.order_id)).all()
        assert [(order.ship_to, order.buyer.full_name) for order in found] == [
            ("Rua Nova 1, Lisboa", "Ana Ferreira"),
            ("Rue 2, Lyon", "Cleo Marchand"),
        ]
        joined = sqlalchemy.select(line.quantity).join(line.order).where(orders.total > 20)
        assert session.scalars(joined).all() == [3]
        found[0].ship_to = "Elsewhere"
        session.commit()
    assert not hasattr(models["Member"], "email")
    assert alone.owner.execute("select ship_to from orders where order_id = 1").fetchone() == ("Elsewhere",)


def test_odd_names_make_models(before: Shop) -> None:
    before.owner.execute(
        """create table "2 lists.of" ("class" int primary key, "a b" text, "a.b" text, "__" int[], "metadata" jsonb);
        create table "base" (id int primary key, list int)"""
    )
    before.say(tables=("  listing_category: plain\n", "  listing_category: plain\n  base: plain\n"))
    before.owner.execute('alter table "2 lists.of" rename to "2 lists"')
    before.say(tables=("  base: plain\n", "  base: plain\n  2 lists: plain\n"))
    before.apply()
    models = loaded(sqlalchemy_models(before.compiled(), "account"))
    assert {"BaseRow", "T2Lists", "Member"} <= set(models)
    compile(django_models(before.compiled(), "account"), "models.py", "exec")


DJANGO = """
import django, sys
from django.conf import settings
settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.postgresql", "NAME": sys.argv[1], "USER": sys.argv[2],
                           "PASSWORD": sys.argv[3], "HOST": sys.argv[4], "PORT": sys.argv[5]}},
    INSTALLED_APPS=["shopwindow"], DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", USE_TZ=True)
django.setup()
from django.core.management import call_command
from shopwindow.models import Orders, OrderLine
call_command("check", fail_level="ERROR")
for order in Orders.objects.select_related("buyer").order_by("order_id"):
    print(order.ship_to, order.buyer.full_name)
print(OrderLine.objects.filter(order__total__gt=20).get().quantity)
Orders.objects.filter(order_id=1).update(ship_to="Elsewhere")
"""


def test_django_reads_and_joins_the_window(alone: Shop, tmp_path: Path) -> None:
    pytest.importorskip("django")
    (tmp_path / "shopwindow").mkdir()
    (tmp_path / "shopwindow" / "__init__.py").touch()
    (tmp_path / "shopwindow" / "models.py").write_text(django_models(alone.compiled(), "fulfilment"), "utf-8")
    at = parts(alone, "fulfilment")
    command = [sys.executable, "-c", DJANGO, at["dbname"], at["user"], at["password"], at["host"], at["port"]]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.splitlines()[-3:] == ["Rua Nova 1, Lisboa Ana Ferreira", "Rue 2, Lyon Cleo Marchand", "3"]
    assert alone.owner.execute("select ship_to from orders where order_id = 1").fetchone() == ("Elsewhere",)


def test_an_unknown_purpose(shop: Shop) -> None:
    with pytest.raises(KeyError):
        sqlalchemy_models(shop.compiled(), "nothing")
