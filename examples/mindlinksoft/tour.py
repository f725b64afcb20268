"""What to look at in Mindlinksoft once its story has been played: a customer, a reader, a visitor, and what is refused.

`troth demo mindlinksoft` prints it. Each step works through the windows, like the company itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mindlinksoft.flows import Story

    from troth import Troth
    from troth.cli.showing import Show

READERS = "select subscriber_id, email from subscriber where subscriber_id = %s"


def tour(troth: Troth, story: Story, show: Show) -> None:
    """Show a customer for three purposes, refusals, mail and measurement by choice, and an explanation."""
    show.title(f"A customer who has asked for support ({story.customer}), three purposes")
    for purpose in ("support", "renewals", "account"):
        show.query(troth, purpose, "select * from customer where customer_id = %s", story.customer)

    show.title("Marketing asks for applicants, and for whom a customer named for bills")
    show.query(troth, "prospecting", "select full_name from applicant")
    show.query(troth, "newsletter", "select email from contact_person")

    show.title(f"Mail for who wants it ({story.reader}), none for who left by the link ({story.unsubscribed})")
    show.query(troth, "newsletter", READERS, story.reader)
    show.query(troth, "newsletter", READERS, story.unsubscribed)
    show.query(troth, "additional_mail", READERS, story.unsubscribed)

    show.title(f"A visitor who takes back that visits may be measured ({story.measured})")
    visits = "select count(*) as events from web_event where visitor_id = %s"
    show.query(troth, "measurement", visits, story.measured)
    troth.subject("visitor", story.measured).withdraw("measurement")
    show.query(troth, "measurement", visits, story.measured)

    show.title("Who sees support_case.what, for what, and until when")
    show.value(troth.explain("support_case.what"))
