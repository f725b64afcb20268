"""`troth schema`: the JSON Schema of either file, for editors."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from troth.cli.output import print_json
from troth.policy.schema import policy_schema
from troth.tables.schema import tables_schema


class File(StrEnum):
    """Which of the two files."""

    POLICY = "policy"
    TABLES = "tables"


def command(file: Annotated[File, typer.Argument(help="policy or tables")]) -> None:
    """Print the JSON Schema of policy.yaml or tables.yaml, so that an editor completes and checks it."""
    print_json(policy_schema() if file is File.POLICY else tables_schema())
