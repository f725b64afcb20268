"""What to look at in Smart-mining once its story has been played: a phone, a flag, papers, a choice, a figure.

`troth demo smart_mining` prints it. Each step works through the windows, like the company itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smart_mining.flows import Story

    from troth import Troth
    from troth.cli.showing import Show

PHONE = "select * from phone_factor where account_id = %s"
WHO = "select * from account where account_id = %s"
PAPERS = (
    "select class, issuing_country, expires_on from kyc_document join kyc_case using (case_id) where account_id = %s"
)
VISITS = "select count(distinct account_id) as users from site_event"


def tour(troth: Troth, story: Story, show: Show) -> None:
    """Show who sees a phone, a flagged account and identity papers, a consent taken back, and an explanation."""
    show.title(f"The phone of user {story.factor_user}: for codes, and for nothing else")
    show.query(troth, "second_factor", PHONE, story.factor_user)
    show.query(troth, "service_information", PHONE, story.factor_user)

    show.title(
        f"A flag is open on one account ({story.flagged_user}), and on another it is not ({story.verified_user})"
    )
    show.query(troth, "protection_from_threats", WHO, story.flagged_user)
    show.query(troth, "protection_from_threats", WHO, story.verified_user)

    show.title(f"The papers of user {story.verified_user}, whose verification is decided")
    show.query(troth, "verify_identity", PAPERS, story.verified_user)
    show.query(troth, "identity_records", PAPERS, story.verified_user)
    show.query(troth, "support", PAPERS, story.verified_user)

    show.title(f"A consent, given again and withdrawn (user {story.withdrawn_user})")
    user = troth.subject("user", story.withdrawn_user)
    show.query(troth, "evaluation", VISITS)
    user.consent("evaluation", evidence={"wording": "Count my visits", "form": "cookie page"})
    show.query(troth, "evaluation", VISITS)
    user.withdraw("evaluation")

    show.title("Who sees kyc_document.file_ref, for what, and until when")
    show.value(troth.explain("kyc_document.file_ref"))

    show.title(f"What holds for user {story.flagged_user}")
    show.value(troth.explain("user", story.flagged_user), lines=40)
