"""What to look at in SoldMine once its story has been played: one trade-in from four sides, a refusal, a choice.

`troth demo soldmine` prints it. Each step works through the windows, like the company itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from soldmine.flows import Story

    from troth import Troth
    from troth.cli.showing import Show

DEVICES = "select * from hardware_item where trade_in_id = %s"
DEVICES_OF = "select count(*) as devices from hardware_item join trade_in using (trade_in_id) where invoice_id = %s"
INVOICE = "select * from invoice where invoice_id = %s"
ASKED = ("select count(*) from quote_request", "select count(*) from quote")
USES = "select count(*) as events from usage_event"
INTERESTS = "select count(distinct end_user_id) as users from content_interest"


def tour(troth: Troth, story: Story, show: Show) -> None:
    """Show a device for three purposes, a settled invoice, a refused query, choices, and an explanation."""
    show.title(f"The devices of one trade-in ({story.trade_in}), three purposes")
    for purpose in ("delivery", "dispute_handling", "bookkeeping"):
        show.query(troth, purpose, DEVICES, story.trade_in)

    show.title("An assessor's view asks who it is")
    show.query(troth, "assessment", "select full_name from end_user")

    show.title("Two firms, each with a ticket of its own: what it was asked about, and what it quoted itself")
    for firm in (1, 2):
        with troth.viewing("assessor", firm=firm) as db:
            asked, quoted = (db.execute(query).fetchone() for query in ASKED)
        show.say(f"firm {firm}: {asked[0] if asked else 0} requests, {quoted[0] if quoted else 0} quotes")

    show.title(f"An invoice settled months ago ({story.settled_invoice})")
    show.query(troth, "bookkeeping", INVOICE, story.settled_invoice)
    show.query(troth, "transaction", DEVICES_OF, story.settled_invoice)

    show.title(f"A consent, given and withdrawn (user {story.withdrawn_user})")
    user = troth.subject("end_user", story.withdrawn_user)
    show.query(troth, "personalisation", INTERESTS)
    show.say("the user says yes again")
    user.consent("personalisation", evidence={"wording": "Fit content to me", "form": "account settings"})
    show.query(troth, "personalisation", INTERESTS)
    user.withdraw("personalisation")

    show.title("An objection: the same events, one person fewer")
    show.query(troth, "improvement", USES)
    show.query(troth, "feature_development", USES)

    show.title("Who sees hardware_item.serial_or_imei, for what, and until when")
    show.value(troth.explain("hardware_item.serial_or_imei"))

    show.title(f"What holds for user {story.user}")
    show.value(troth.explain("end_user", story.user), lines=40)
