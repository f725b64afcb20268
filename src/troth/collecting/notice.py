"""The notice at the point of collection (Art. 13 GDPR) as a value: who, why, what, how long, which rights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

from troth.explain import page


@dataclass(frozen=True, kw_only=True)
class FieldTold:
    """One kind of data that the form asks for. `how` is required, optional, or `listed`: the company's list decides."""

    category: str
    says: str
    how: str
    without: str
    """What happens without it."""


@dataclass(frozen=True, kw_only=True)
class PurposeTold:
    """One purpose that uses some of it, with its ground, and until when."""

    purpose: str
    says: str
    ground: str
    until: str
    uses: tuple[str, ...]
    needs: tuple[str, ...] = ()
    machine: str | None = None
    """What a machine decides by, if it decides alone (Art. 22 GDPR)."""


@dataclass(frozen=True, kw_only=True)
class RecipientTold:
    """Who else gets some of it, where, and what protects it there."""

    recipient: str
    says: str
    role: str
    country: str
    receives: tuple[str, ...]
    protected_by: str | None = None
    """The safeguard, where the country is not adequate."""


@dataclass(frozen=True, kw_only=True)
class RightTold:
    right: str
    says: str


@dataclass(frozen=True, kw_only=True)
class CollectionNotice:
    """What people are told before they fill in a form, where some values hold."""

    form: str
    says: str
    at: Mapping[str, str]
    policy: str
    version: int
    effective: str
    controller: Mapping[str, str]
    fields: tuple[FieldTold, ...]
    purposes: tuple[PurposeTold, ...]
    recipients: tuple[RecipientTold, ...]
    rights: tuple[RightTold, ...]

    def to_json(self) -> dict[str, object]:
        """The notice as plain data."""
        return asdict(self)

    @property
    def title(self) -> str:
        case = ", ".join(f"{name} {value}" for name, value in self.at.items())
        return f"{self.says}{f' ({case})' if case else ''}"

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield self.title
        yield from ("", "Who is responsible")
        yield from (f"  {name}: {value}" for name, value in self.controller.items())
        for how, heading in _HEADINGS.items():
            fields = [field for field in self.fields if field.how == how]
            yield from ("", heading) if fields else ()
            for field in fields:
                yield f"  {field.says} ({field.category})"
                yield f"    without it: {field.without}"
        yield from ("", "What it is used for, on which ground, until when")
        for purpose in self.purposes:
            yield f"  {purpose.says} ({purpose.purpose}): {', '.join(purpose.uses)}"
            yield f"    {purpose.ground}; {purpose.until}"
            yield from (f"    only with {need}" for need in purpose.needs)
            yield from [f"    decided by a machine: {purpose.machine}"] if purpose.machine else []
        yield from ("", "Who else gets it")
        for told in self.recipients:
            yield f"  {told.recipient} ({told.role}, {told.country}): {told.says}; {', '.join(told.receives)}"
            yield from [f"    protected by {told.protected_by}"] if told.protected_by else []
        yield from [] if self.recipients else ["  nobody"]
        yield from ("", "What you can do")
        yield from (f"  {right.right}: {right.says}" for right in self.rights)
        yield from ("", f"Policy {self.policy}, version {self.version}, effective {self.effective}")

    def to_html(self) -> str:
        """One page that needs no other file and runs nothing."""
        return "".join(self._page())

    def _page(self) -> Iterator[str]:
        yield page.begin(self.title)
        yield from ('<main id="main">\n', page.heading(1, self.title))
        yield page.heading(2, "Who is responsible")
        yield from page.described((name, [value]) for name, value in self.controller.items())
        for how, heading in _HEADINGS.items():
            fields = [field for field in self.fields if field.how == how]
            yield page.heading(2, heading) if fields else ""
            yield from page.described((field.says, [f"Without it: {field.without}"]) for field in fields)
        yield page.heading(2, "What it is used for, on which ground, until when")
        yield from page.described((purpose.says, _of_purpose(purpose)) for purpose in self.purposes)
        yield page.heading(2, "Who else gets it")
        yield from page.described(
            (f"{told.recipient} ({told.country})", _of_recipient(told)) for told in self.recipients
        )
        yield "" if self.recipients else page.paragraph("Nobody.")
        yield page.heading(2, "What you can do")
        yield from page.described((right.right, [right.says]) for right in self.rights)
        ends = f"Policy {self.policy}, version {self.version}, effective {self.effective}"
        yield from (page.paragraph(ends, soft=True), "</main>\n", page.end())


_HEADINGS = {
    "required": "What you must give",
    "optional": "What you may give",
    "listed": "What you must or may give, as our list says for what you chose",
}


def _of_purpose(told: PurposeTold) -> list[str]:
    lines = [f"{told.ground}; {told.until}", ", ".join(told.uses)]
    lines += [f"Only with {need}" for need in told.needs]
    return lines + ([f"Decided by a machine: {told.machine}"] if told.machine else [])


def _of_recipient(told: RecipientTold) -> list[str]:
    lines = [told.says, ", ".join(told.receives)]
    return lines + ([f"Protected by {told.protected_by}"] if told.protected_by else [])
