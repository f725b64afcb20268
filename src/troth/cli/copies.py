"""What `troth access`, `troth port` and `troth rectify` share: on whose word it is done, and where a copy goes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from troth.access.writing import NO_REQUEST
from troth.cli.asked import is_asked
from troth.errors import Refused
from troth.findings import Finding, Place

To = Annotated[
    Path, typer.Option("--to", metavar="FILE", help="Where it is written: .json, .zip (of CSV files) or .html.")
]
WithoutRequest = Annotated[
    bool, typer.Option("--without-request", help="There is no verified request; say why with --because.")
]
SamePerson = Annotated[
    bool, typer.Option("--same-person", help="Under all keys that were confirmed to be the same human.")
]


def checked_reason(*, request: int | None, without_request: bool, because: str | None) -> None:
    """Data is given or corrected for a verified request, or for a written reason. Raises Refused (TR757)."""
    if is_asked(request=request, without_request=without_request, because=because):
        return
    raise Refused(
        Finding(
            code=NO_REQUEST,
            message="a person's data is given or corrected for a verified request, or for a stated reason",
            where=Place(object="--request"),
            why="a copy given to the wrong person is a breach: it must have been them who asked (Art. 12(6) GDPR)",
            hint='say --request ID, or --without-request --because "..."',
        )
    )
