"""`troth close`: shut every window at once, for logins with and without Troth."""

from __future__ import annotations

from troth.cli.options import Actor, Because, Yes, on_troth
from troth.cli.output import confirm, say
from troth.client import Troth


@on_troth
def command(troth: Troth, *, because: Because = None, actor: Actor = None, yes: Yes = False) -> None:
    """Take from every window the right to its own schema, until `troth open`. What people say is still taken down.

    After a restore it is the first thing to do, before anybody can log in: Troth's own sessions refuse by themselves
    while the database is older than its journal, other logins do not.
    """
    confirm("Shut every window of this deployment?", yes=yes)
    count = troth.restored.close(because=because, actor=actor)
    say(f"{count} windows are shut. `troth open` opens them again.")
