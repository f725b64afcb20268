"""On whose word a person's data is erased: a verified request, or without one a reason that is written down."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from typing import Annotated

import typer

from troth.client import Person, Troth
from troth.errors import Refused
from troth.findings import Finding, Place

NOT_ASKED = "TR733"

Request = Annotated[
    int | None, typer.Option("--request", metavar="ID", help="The verified request that is carried out by this.")
]


def for_request(
    troth: Troth, person: Person, request: int | None, *, asks: str, actor: str | None
) -> AbstractContextManager[None]:
    """What is said inside the block is said for a request, if there is one."""
    if request is None:
        return nullcontext()
    return troth.requests.doing(request, asks=asks, kind=person.kind, key=person.key, actor=actor)


def is_asked(*, request: int | None, without_request: bool, because: str | None) -> bool:
    """Whether there is a verified request, or a reason why there is none."""
    return request is not None or (without_request and bool((because or "").strip()))


def checked_word(*, request: int | None, without_request: bool, because: str | None) -> None:
    """Raises Refused (TR733) if there is neither a request nor a reason why there is none."""
    if is_asked(request=request, without_request=without_request, because=because):
        return
    raise Refused(
        Finding(
            code=NOT_ASKED,
            message="a person's data is erased for a verified request, or for a stated reason",
            where=Place(object="--request"),
            why="what is erased cannot be brought back: it must have been that person who asked (Art. 12(6) GDPR)",
            hint='say --request ID, or --without-request --because "..."',
        )
    )
