"""`troth open`: open every window that `troth close` has shut."""

from __future__ import annotations

from troth.cli.options import Actor, OpenBeforeReplay, on_troth
from troth.cli.output import say
from troth.client import Troth


@on_troth
def command(
    troth: Troth,
    *,
    actor: Actor = None,
    open_before_replay: OpenBeforeReplay = False,  # for on_troth to read
) -> None:
    """Open the windows again. Refused while the database is older than its journal."""
    say(f"{troth.restored.open(actor=actor)} windows are open again.")
