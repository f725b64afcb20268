"""What to look at in K7Tracks once its story has been played: one order three ways, a refusal, a consent, a column.

`make demo` prints it. Each step works through the windows, like the company itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from k7tracks import leaving

if TYPE_CHECKING:
    from k7tracks.flows import Story

    from troth import Troth
    from troth.cli.showing import Show
    from troth.cli.staged import Staged

ORDER = "select * from orders where order_id = %s"
LETTERS = "select count(*) as readers from member"


def tour(troth: Troth, story: Story, show: Show) -> None:
    """Show the same order for three purposes, a refused query, a consent given and withdrawn, and an explanation."""
    show.title(f"One order ({story.order}), three purposes")
    for purpose in ("dispatch", "bookkeeping", "returns"):
        show.query(troth, purpose, ORDER, story.order)

    show.title(f"An order delivered months ago ({story.delivered_order})")
    for purpose in ("dispatch", "bookkeeping"):
        show.query(troth, purpose, ORDER, story.delivered_order)

    show.title("A query that the purpose may not ask")
    show.query(troth, "improvement", "select ship_to from orders")

    show.title(f"A consent, given and withdrawn (member {story.withdrawn_member})")
    member = troth.subject("member", story.withdrawn_member)
    show.query(troth, "newsletter", LETTERS)
    show.say("the member says yes")
    member.consent("newsletter", evidence={"wording": "News about offers, by e-mail", "form": "account settings"})
    show.query(troth, "newsletter", LETTERS)
    show.say("and takes it back")
    member.withdraw("newsletter")
    show.query(troth, "newsletter", LETTERS)

    show.title("Who sees member.email, for what, and until when")
    show.value(troth.explain("member.email"))

    show.title(f"What holds for member {story.member}")
    show.value(troth.explain("member", story.member), lines=40)


def leave(company: Staged, story: Story, show: Show) -> None:
    """A member asks for erasure; years pass; nothing is left."""
    leaving.ask(company.troth, story, show)
    with company.years_later(leaving.YEARS):
        leaving.years_later(company.troth, story, show)
