"""What to look at in Smartsellerhelp once its story has been played: one client from four sides, a refusal, a choice.

`troth demo smartsellerhelp` prints it. Each step works through the windows, like the company itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smartsellerhelp.flows import Story

    from troth import Troth
    from troth.cli.showing import Show

CLIENT = "select * from client where client_id = %s"


def tour(troth: Troth, story: Story, show: Show) -> None:
    """Show a client for three purposes, refused queries, mail that is wanted and not, and an explanation."""
    show.title(f"One client ({story.client}), three purposes")
    for purpose in ("identify_client", "billing", "service_reporting"):
        show.query(troth, purpose, CLIENT, story.client)

    show.title("Billing asks for the day of birth, identification for gender")
    show.query(troth, "billing", "select birth_date from client")
    show.query(troth, "identify_client", "select gender from client")

    show.title(f"Mail that is wanted (client {story.reader}), and mail that is not ({story.objecting})")
    show.query(troth, "newsletter", "select client_id, email from client where client_id = %s", story.reader)
    show.query(troth, "newsletter", "select client_id, email from client where client_id = %s", story.objecting)
    show.query(troth, "special_offers", "select client_id, email from client where client_id = %s", story.objecting)
    show.query(troth, "billing", "select count(*) as invoices from invoice")

    show.title("Who sees client.street_address, for what, and until when")
    show.value(troth.explain("client.street_address"))

    show.title(f"What holds for client {story.client}")
    show.value(troth.explain("client", story.client), lines=40)
