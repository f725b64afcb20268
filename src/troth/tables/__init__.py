"""Where personal data lives in the database: `tables.yaml` as a value. It is the schema and knows no law."""

from troth.tables.load import load_tables, parse_tables, tables_of
from troth.tables.schema import tables_schema

__all__ = ["load_tables", "parse_tables", "tables_of", "tables_schema"]
