"""Models for an ORM, window by window: with the keys and relations that views lack, so that an ORM can work with them.

The text is Python for the company's own repository: print it again after each `apply`, and review what changed.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from troth.compiler.build import Compiled
from troth.compiler.names import window_schema
from troth.compiler.windows import TableWindow, Window
from troth.postgres.catalogue import Column, ForeignKey, Relation

_SQLALCHEMY = {
    "smallint": ("SmallInteger", "int"), "integer": ("Integer", "int"), "bigint": ("BigInteger", "int"),
    "numeric": ("Numeric", "Decimal"), "real": ("REAL", "float"), "double precision": ("Double", "float"),
    "text": ("Text", "str"), "character varying": ("String", "str"), "character": ("CHAR", "str"),
    "boolean": ("Boolean", "bool"), "date": ("Date", "datetime.date"), "bytea": ("LargeBinary", "bytes"),
    "timestamp with time zone": ("DateTime(timezone=True)", "datetime.datetime"),
    "timestamp without time zone": ("DateTime", "datetime.datetime"), "uuid": ("Uuid", "uuid.UUID"),
    "json": ("JSON", "Any"), "jsonb": ("postgresql.JSONB", "Any"), "inet": ("postgresql.INET", "Any"),
}  # fmt: skip
_DJANGO = {
    "smallint": "SmallIntegerField", "integer": "IntegerField", "bigint": "BigIntegerField", "real": "FloatField",
    "double precision": "FloatField", "boolean": "BooleanField", "date": "DateField", "bytea": "BinaryField",
    "timestamp with time zone": "DateTimeField", "timestamp without time zone": "DateTimeField", "uuid": "UUIDField",
    "json": "JSONField", "jsonb": "JSONField", "inet": "GenericIPAddressField",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Model:
    """One table of a window with the names its model has in Python."""

    table: TableWindow
    name: str
    attributes: Mapping[str, str]
    keys: tuple[tuple[ForeignKey, str, str], ...]
    """Foreign keys to other tables of the window: the attribute for the relation, and the other model."""

    @property
    def columns(self) -> tuple[Column, ...]:
        told, joint = dict(self.table.pseudonyms), {each.column for each in self.table.joint}
        every = (self.table.table.columns[name].column for name in self.table.shown)
        every = (_as_text(column) if column.name in told else column for column in every)
        return tuple(replace(column, nullable=True) if column.name in joint else column for column in every)

    @property
    def primary_key(self) -> tuple[str, ...]:
        return self.table.table.table.primary_key


def _as_text(column: Column) -> Column:
    """A column whose keys are seen as pseudonyms."""
    return replace(column, type="text", base_type="text", identity=None, sequence=None, max_length=None)


def sqlalchemy_models(compiled: Compiled, purpose: str) -> str:
    """Models of a purpose's window for SQLAlchemy 2, as Python source. Raises KeyError for an unknown purpose."""
    lines = [
        f'"""What the purpose `{purpose}` of the policy `{compiled.policy.policy}` may see, for SQLAlchemy.',
        "",
        f"Made by `troth models --sqlalchemy {purpose}`. Connect as the window's own login.",
        '"""', "", "from __future__ import annotations", "", "import datetime", "import uuid",
        "from decimal import Decimal", "from typing import Any", "",
        "from sqlalchemy import (", "    CHAR, JSON, REAL, BigInteger, Boolean, Date, DateTime, Double,",
        "    ForeignKeyConstraint, Integer, LargeBinary, Numeric, SmallInteger, String, Text, Uuid,", ")",
        "from sqlalchemy.dialects import postgresql",
        "from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship",
        "from sqlalchemy.types import UserDefinedType", "", "",
        "class Base(DeclarativeBase):", f'    """All tables of the window `{window_schema(purpose)}`."""', "", "",
        "class AsIs(UserDefinedType[Any]):", '    """A type of the database that is passed on as it is."""', "",
        "    cache_ok = True", "", "    def get_col_spec(self, **_: Any) -> str:", '        return "text"',
    ]  # fmt: skip
    schema = window_schema(purpose)
    for model in _models(compiled.window(purpose)):
        lines += ["", "", *_sqlalchemy(model, schema)]
    return "\n".join(lines) + "\n"


def _sqlalchemy(model: _Model, schema: str) -> Iterator[str]:
    if not model.primary_key:
        yield f"# {model.table.relation.name!r} has no primary key, so there is no model of it."
        return
    yield f"class {model.name}(Base):"
    yield f"    __tablename__ = {model.table.relation.name!r}"
    constraints = [_constraint(key, schema) for key, _, _ in model.keys if _can_be_named(key)]
    arguments = ", ".join([*constraints, f"{{'schema': {schema!r}}}"])
    yield f"    __table_args__ = ({arguments})" if constraints else f"    __table_args__ = {arguments}"
    yield ""
    for column in model.columns:
        kind, python = _SQLALCHEMY.get(column.base_type, ("AsIs()", "Any"))
        optional = " | None" if column.nullable and python != "Any" else ""
        more = ", primary_key=True" if column.name in model.primary_key else ""
        more += ", autoincrement=False" if more and column.sequence is None else ""
        attribute = model.attributes[column.name]
        yield f"    {attribute}: Mapped[{python}{optional}] = mapped_column({column.name!r}, {kind}{more})"
    for key, attribute, target in model.keys:
        if not _can_be_named(key):
            continue
        local = ", ".join(model.attributes[name] for name in key.columns)
        yield f"    {attribute}: Mapped[{target}] = relationship({target!r}, foreign_keys=[{local}], viewonly=True)"


def _can_be_named(key: ForeignKey) -> bool:
    """SQLAlchemy names what a key refers to with dots."""
    return not any("." in part for part in (key.target.name, *key.target_columns))


def _constraint(key: ForeignKey, schema: str) -> str:
    there = [f"{schema}.{key.target.name}.{column}" for column in key.target_columns]
    return f"ForeignKeyConstraint({list(key.columns)!r}, {there!r})"


def django_models(compiled: Compiled, purpose: str) -> str:
    """Unmanaged models of a purpose's window for Django 5.2, as Python source. Raises KeyError."""
    lines = [
        f'"""What the purpose `{purpose}` of the policy `{compiled.policy.policy}` may see, for Django.',
        "",
        f"Made by `troth models --django {purpose}`. Give the purpose a database of its own in DATABASES, with the",
        'window\'s login. Django makes and changes none of these tables."""', "",
        "from django.db import models",
    ]  # fmt: skip
    schema = window_schema(purpose)
    for model in _models(compiled.window(purpose)):
        lines += ["", "", *_django(model, schema)]
    return "\n".join(lines) + "\n"


def _django(model: _Model, schema: str) -> Iterator[str]:
    if not model.primary_key:
        yield f"# {model.table.relation.name!r} has no primary key, so there is no model of it."
        return
    yield f"class {model.name}(models.Model):"
    referring = {key.columns[0]: (key, name, target) for key, name, target in model.keys if len(key.columns) == 1}
    if len(model.primary_key) > 1:
        fields = ", ".join(repr(model.attributes[name]) for name in model.primary_key)
        yield f"    pk = models.CompositePrimaryKey({fields})"
    for column in model.columns:
        options = [f"db_column={column.name!r}"]
        options += ["null=True", "blank=True"] if column.nullable else []
        alone = model.primary_key == (column.name,)
        if column.name in referring and not (len(model.primary_key) > 1 and column.name in model.primary_key):
            _, name, target = referring[column.name]
            field = "OneToOneField" if alone else "ForeignKey"
            options = [repr(target), "models.DO_NOTHING", *options, 'related_name="+"', *["primary_key=True"] * alone]
            yield f"    {name} = models.{field}({', '.join(options)})"
            continue
        options += ["primary_key=True"] * alone
        yield f"    {model.attributes[column.name]} = models.{_field(column, options)}({', '.join(options)})"
    yield ""
    yield "    class Meta:"
    yield "        managed = False"
    quoted = ".".join('"' + part.replace('"', '""') + '"' for part in (schema, model.table.relation.name))
    yield f"        db_table = {quoted!r}"


def _field(column: Column, options: list[str]) -> str:
    if "primary_key=True" in options and column.identity and column.base_type in ("bigint", "integer"):
        return "BigAutoField" if column.base_type == "bigint" else "AutoField"
    if column.base_type == "numeric":
        digits = re.search(r"\((\d+)(?:,(\d+))?\)", column.type)
        most, after = (digits[1], digits[2] or "0") if digits else ("1000", "500")
        options += [f"max_digits={most}", f"decimal_places={after}"]
        return "DecimalField"
    if column.base_type == "character varying" and column.max_length:
        options.append(f"max_length={column.max_length}")
        return "CharField"
    return _DJANGO.get(column.base_type, "TextField")


def _models(window: Window) -> list[_Model]:
    """The tables of a window, each with names that Python takes and no two alike."""
    names: dict[Relation, str] = {}
    for relation in sorted(window.tables):
        names[relation] = _unlike(_class(relation.name), set(names.values()))
    return [_model(table, names, window) for _, table in sorted(window.tables.items())]


def _model(table: TableWindow, names: Mapping[Relation, str], window: Window) -> _Model:
    attributes: dict[str, str] = {}
    for column in table.shown:
        attributes[column] = _unlike(_attribute(column), set(attributes.values()))
    keys = []
    taken = set(attributes.values())
    for key in table.table.table.foreign_keys:
        there = window.tables.get(key.target)
        if there is None or not set(key.columns) <= set(table.shown) or not there.table.table.primary_key:
            continue
        if set(key.target_columns) != set(there.table.table.primary_key):
            continue
        stem = _attribute(re.sub(r"_?id$", "", key.columns[0], flags=re.IGNORECASE) or key.target.name)
        name = _unlike(stem if stem not in taken else f"{stem}_row", taken)
        taken.add(name)
        keys.append((key, name, names[key.target]))
    return _Model(table=table, name=names[table.relation], attributes=attributes, keys=tuple(keys))


_RESERVED = frozenset(["metadata", "registry", "pk", "objects", "check", "clean", "delete", "save", "full_clean"])


def _attribute(text: str) -> str:
    name = re.sub(r"_+", "_", re.sub(r"\W", "_", text)).strip("_").lower() or "column"
    name = f"c_{name}" if name[0].isdigit() else name
    return f"{name}_value" if keyword.iskeyword(name) or name in _RESERVED else name


def _class(text: str) -> str:
    name = "".join(part[:1].upper() + part[1:] for part in re.split(r"[\W_]+", text) if part) or "Table"
    if name in ("Base", "AsIs", "None", "True", "False"):
        return f"{name}Row"
    return f"T{name}" if name[0].isdigit() else name


def _unlike(name: str, taken: set[str]) -> str:
    return next(one for one in (name, *(f"{name}_{count}" for count in range(2, 10_000))) if one not in taken)
