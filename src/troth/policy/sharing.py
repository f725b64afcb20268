"""What a release to a recipient needs beside its window: approvals, consents, agreements, a second person.

Parts of `policy.yaml`, used by the model of the whole (model.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from troth.documents.parts import Day, Part, Words, refuse
from troth.policy.words import Every


@dataclass(frozen=True, kw_only=True)
class ReleaseNeed:
    """One lock on a release. All of them have to be open before anything leaves."""

    kind: Literal["approval", "consent", "agreement", "second"]
    name: str | None = None
    """The role that approves, the purpose that is consented to, or the agreement that was accepted."""

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}" if self.name else self.kind


def _need(value: Any) -> ReleaseNeed:
    if isinstance(value, ReleaseNeed):
        return value
    if value == "second":
        return ReleaseNeed(kind="second")
    if isinstance(value, dict) and len(value) == 1:
        ((kind, said),) = value.items()
        if kind in ("approval", "consent", "agreement") and isinstance(said, str) and said.isidentifier():
            return ReleaseNeed(kind=kind, name=said)
        if kind == "second" and said is True:
            return ReleaseNeed(kind="second")
    hint = "one of `approval: ROLE`, `consent: PURPOSE`, `agreement: NAME`, `second: true`"
    refuse("need", "`{value}` is not what a release can need", value=value, hint=hint)


ReleaseNeedText = Annotated[
    ReleaseNeed,
    BeforeValidator(_need),
    WithJsonSchema(
        {
            "anyOf": [
                {"const": "second"},
                {
                    "type": "object",
                    "properties": {
                        "approval": {"type": "string"},
                        "consent": {"type": "string"},
                        "agreement": {"type": "string"},
                        "second": {"const": True},
                    },
                    "additionalProperties": False,
                    "minProperties": 1,
                    "maxProperties": 1,
                },
            ]
        }
    ),
]


class Review(Part):
    """When somebody last looked at whether a recipient keeps what it promised, and until when that is good."""

    done: Day
    """The day of the review."""
    expires: Day
    """The last day for which it is good. After it, the window shows nothing."""


def long_open_per(value: Any) -> Any:
    """`open_per: kyc case` in its long form."""
    return {"case": value} if isinstance(value, str) else value


class OpenPer(Part):
    """Who works for the purpose opens a case first, on the record, and sees what is related to it, for some hours."""

    case: Words
    """A case of tables.yaml."""
    hours: Annotated[int, Field(ge=1, le=168)] = 8
    """How long an opening is good for."""


class Transfer(Part):
    """A recipient to whom the company, or a part of it, passes with its data: who may pass, the rest stays behind."""

    needs: Literal["consent", "notice"]
    """`consent`: who agreed, by consenting to the purpose. `notice`: who was told and does not object."""
    wait: Every | None = None
    """With `notice`: how long before the transfer people have to be told: `30 days`."""
