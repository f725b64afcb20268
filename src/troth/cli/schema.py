"""`troth schema`: the JSON Schema of each file, for editors."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from troth.cli.output import print_json
from troth.policy.schema import policy_schema
from troth.tables.schema import tables_schema
from troth.verify.canary.load import canary_schema


class File(StrEnum):
    """Which of the files."""

    POLICY = "policy"
    TABLES = "tables"
    CANARY = "canary"


def command(file: Annotated[File, typer.Argument(help="policy, tables or canary")]) -> None:
    """Print the JSON Schema of policy.yaml, tables.yaml or canary.yaml, so that an editor completes and checks it."""
    print_json({File.POLICY: policy_schema, File.TABLES: tables_schema, File.CANARY: canary_schema}[file]())
