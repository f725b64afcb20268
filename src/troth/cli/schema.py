"""`troth schema`: the JSON Schema of each file, for editors, and of the copies that people are given."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from troth.access.schema import access_schema, port_schema
from troth.cli.output import print_json
from troth.policy.schema import policy_schema
from troth.tables.schema import tables_schema
from troth.verify.canary.load import canary_schema


class File(StrEnum):
    """Of what."""

    POLICY = "policy"
    TABLES = "tables"
    CANARY = "canary"
    ACCESS = "access"
    PORT = "port"


SCHEMAS = {
    File.POLICY: policy_schema,
    File.TABLES: tables_schema,
    File.CANARY: canary_schema,
    File.ACCESS: access_schema,
    File.PORT: port_schema,
}


def command(file: Annotated[File, typer.Argument(help="policy, tables, canary, access or port")]) -> None:
    """Print a JSON Schema: of a file of the policy folder, so that an editor completes it, or of a copy."""
    print_json(SCHEMAS[file]())
