"""From the policy to the notice of one form, where some values hold. Pure, but for the company's own list of fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from troth.checks import Declared
from troth.collecting.notice import CollectionNotice, FieldTold, PurposeTold, RecipientTold, RightTold
from troth.errors import Refused
from troth.explain.words import ground, until
from troth.findings import Finding, Place, did_you_mean
from troth.policy.collecting import Form, Need
from troth.policy.countries import without_safeguard
from troth.policy.model import Basis, Policy, Purpose, Recipient

FORM, CASE = "TR666", "TR667"

_WHY_CASE = "what is asked for differs by these values only, and only where the form is offered"


def collection_notice(
    declared: Declared, form: str, at: Mapping[str, str], listed: Mapping[str, str] | None = None
) -> CollectionNotice:
    """What people are told at a form. `listed` is what the company's list says of each category there.

    Raises Refused: TR666 no such form, TR667 a name it does not know, or a case in which it is not offered.
    """
    policy = declared.policy
    said = form_of(policy, form)
    _fit(declared, form, said, at)
    taken = _resolved(said.taken(at), listed)
    told = tuple(_purposes(policy, frozenset(taken)))
    return CollectionNotice(
        form=form,
        says=said.says,
        at=dict(at),
        policy=policy.policy,
        version=policy.version,
        effective=policy.effective.isoformat(),
        controller=_controller(policy),
        fields=tuple(_field(policy, said, category, how) for category, how in taken.items()),
        purposes=told,
        recipients=tuple(_recipients(policy, frozenset(taken))),
        rights=tuple(_rights(policy, [policy.purposes[one.purpose] for one in told])),
    )


def form_of(policy: Policy, form: str) -> Form:
    """A form of the policy. Raises Refused (TR666)."""
    if form not in policy.forms:
        message = f"the policy has no form `{form}`"
        why = "what people are told where data is collected is what the policy says of that form (Art. 13 GDPR)"
        hint = did_you_mean(form, policy.forms, none="add it under `forms:` of policy.yaml")
        raise Refused(Finding(code=FORM, message=message, where=Place(object=f"form {form}"), why=why, hint=hint))
    return policy.forms[form]


def _fit(declared: Declared, form: str, said: Form, at: Mapping[str, str]) -> None:
    known = {name for each in declared.data_map.forms.get(form, ()) for name in each.by} | said.names
    unknown = [name for name in at if name not in known]
    if unknown:
        message = f"the form `{form}` does not differ by `{unknown[0]}`"
        hint = did_you_mean(unknown[0], known, none="leave it out: the form is the same everywhere")
        raise Refused(Finding(code=CASE, message=message, where=Place(object=f"form {form}"), why=_WHY_CASE, hint=hint))
    decided = all(name in at for offered in said.offered for name in offered)
    if decided and not said.open_to(at):
        case = ", ".join(f"{name} {value}" for name, value in at.items())
        message = f"the form `{form}` is not offered for {case}"
        where = Place(object=f"form {form}")
        raise Refused(Finding(code=CASE, message=message, where=where, why=_WHY_CASE, hint=_offered(said)))


def _offered(said: Form) -> str:
    each = ("; ".join(f"{name}: {', '.join(values)}" for name, values in at.items()) for at in said.offered)
    return "offered: " + " | ".join(each)


def _resolved(taken: Mapping[str, str], listed: Mapping[str, str] | None) -> dict[str, str]:
    """What the company's list decides, if it was asked; what it does not list is never taken."""
    if listed is None:
        return dict(taken)
    found = {category: listed.get(category, "never") if how == "listed" else how for category, how in taken.items()}
    return {category: how for category, how in found.items() if how != "never"}


def _field(policy: Policy, form: Form, category: str, how: str) -> FieldTold:
    purpose = policy.purposes[form.for_]
    otherwise = {
        "required": f"this is not possible: {purpose.says}",
        "optional": "nothing else changes",
        "listed": "what our list says for what you chose",
    }
    without = form.without.get(category, otherwise[how])
    return FieldTold(category=category, says=policy.categories[category].says, how=how, without=without)


def _controller(policy: Policy) -> dict[str, str]:
    said = policy.controller
    named = {
        "controller": f"{said.name} ({said.country})",
        "contact": said.contact,
        "data-protection officer": said.dpo,
        "representative": said.representative,
    }
    return {name: value for name, value in named.items() if value}


def _purposes(policy: Policy, taken: frozenset[str]) -> Iterator[PurposeTold]:
    for name, purpose in policy.purposes.items():
        uses = policy.categories_of(purpose.uses) & taken
        if uses:
            yield PurposeTold(
                purpose=name,
                says=purpose.says,
                ground=ground(purpose),
                until=until(name, policy, None),
                uses=tuple(_used(policy, purpose, category) for category in policy.categories if category in uses),
                needs=tuple(_need(policy, need) for need in purpose.needs),
                machine=purpose.automated.logic if purpose.automated else None,
            )


def _used(policy: Policy, purpose: Purpose, category: str) -> str:
    """What of the data it is that the purpose uses, where it is not all of it."""
    level = purpose.levels.get(category)
    return policy.categories[category].says + (f" (the {level} alone)" if level else "")


def _need(policy: Policy, need: Need) -> str:
    """What has to be there before the purpose sees anything, as it is said to people."""
    match need.kind:
        case "agreement":
            return f"your agreement: {policy.agreements[need.name or ''].says}"
        case "approval":
            return f"the approval of our {(need.name or '').replace('_', ' ')}"
        case "age":
            return f"an age of {need.number}"
        case "notice":
            return "notice of this version given to you"
        case "confirmed":
            return "your confirmation"
    return "your consent"


def _recipients(policy: Policy, taken: frozenset[str]) -> Iterator[RecipientTold]:
    for name, recipient in policy.recipients.items():
        receives = _receives(policy, recipient) & taken
        if receives:
            yield RecipientTold(
                recipient=name,
                says=recipient.says,
                role=recipient.role.replace("_", " "),
                country=recipient.country,
                receives=tuple(policy.categories[c].says for c in policy.categories if c in receives),
                protected_by=_protection(policy, recipient),
            )


def _receives(policy: Policy, recipient: Recipient) -> frozenset[str]:
    """What they may get of a person: of what is ordered case by case, all that their purpose uses."""
    purpose = policy.purposes.get(recipient.for_ or "")
    if recipient.counts or purpose is None:
        return frozenset()
    uses = policy.categories_of(purpose.uses)
    return uses if recipient.ordered else uses & policy.categories_of(recipient.patterns)


def _protection(policy: Policy, recipient: Recipient) -> str | None:
    """Nothing is said where the country is adequate."""
    controller = policy.controller
    if recipient.country in without_safeguard(controller.country, controller.adequate):
        return None
    return recipient.safeguard.kind.replace("_", " ") if recipient.safeguard else "nothing"


def _rights(policy: Policy, purposes: list[Purpose]) -> Iterator[RightTold]:
    bases = {purpose.basis for purpose in purposes}
    yield RightTold(right="access", says="ask what is held about you, and get a copy")
    yield RightTold(right="rectification", says="have wrong data corrected")
    yield RightTold(right="erasure", says="have it erased, unless a law, a claim or a running contract needs it")
    yield RightTold(right="restriction", says="have it kept but not used while a question about it is open")
    if bases & {Basis.CONSENT, Basis.CONTRACT}:
        yield RightTold(right="portability", says="take what you gave elsewhere, in a form that machines read")
    if bases & {Basis.LEGITIMATE_INTEREST, Basis.PUBLIC_TASK}:
        yield RightTold(right="objection", says="object, for reasons of your own situation")
    if any(purpose.direct_marketing for purpose in purposes):
        yield RightTold(right="objection to direct marketing", says="object at any time, which ends it at once")
    if any(purpose.asks_consent for purpose in purposes):
        yield RightTold(right="withdrawal", says="withdraw a consent at any time; what was done before stays lawful")
    if any(purpose.automated for purpose in purposes):
        yield RightTold(right="human review", says="have a decision that a machine took looked at by a human")
    authority = policy.controller.authority or "the supervisory authority where you live or work"
    yield RightTold(right="complaint", says=f"complain to {authority}")
