"""A member of K7Tracks asks for erasure: with an order on its way, a dispute, entries in the books and a newsletter.

`troth demo k7tracks` shows it after everything else. The last part needs the clock of the database moved on by years.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from k7tracks.flows import Story

    from troth import Troth
    from troth.cli.showing import Show

RULE = """
    update dispute set outcome = 'Half of the price is paid back', closed_at = now()
     where order_id = %s and closed_at is null"""
PLAN_LINES = 48
YEARS = 12


def ask(troth: Troth, story: Story, show: Show) -> None:
    """The plan explains itself, is carried out, and the dispute that kept some of it ends."""
    member = troth.subject("member", story.member)
    show.title(f"Member {story.member} asks for erasure: the plan, before anything happens")
    plan = member.plan_erasure()
    show.value(plan, lines=PLAN_LINES)
    receipt = plan.apply(because="She wrote a letter", actor="demo")
    show.say(f"carried out in one transaction; {str(receipt).splitlines()[-1].strip()}")
    show.say(f"a second time: {str(member.plan_erasure()).splitlines()[1].strip()}")
    show.title("The dispute is settled: what it kept has one reason less")
    with troth.purpose("dispute_ruling", actor="demo") as db:
        db.execute(RULE, [story.order])
    kept = [line.strip() for line in str(member.plan_erasure()).splitlines() if "while dispute open" in line]
    show.say("\n  ".join(kept) or "no open dispute keeps anything any more")


def years_later(troth: Troth, story: Story, show: Show) -> None:
    """Every period has run out: the next sweep takes what is left, and nothing of the member remains."""
    show.title(f"{YEARS} years later: the next sweep")
    show.value(troth.plan_sweep(), lines=12)
    show.say(str(troth.sweep()))
    with troth.owner() as owner:
        left = owner.execute("select count(*) from member where member_id = %s", [story.member]).fetchone()
    show.say(f"rows of member {story.member}: {left[0] if left else 0}")
    show.say(f"another sweep: {troth.plan_sweep()}")
