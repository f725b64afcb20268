"""The ledger as a file that can be checked by anyone: a line for each entry, and the checkpoints among them.

Every line is JSON in its one form: first whose ledger it is and the public keys, then entries with their hashes and
places, a checkpoint after the last entry it covers, and in the end how much there was.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

import psycopg
from psycopg.pq import TransactionStatus

from troth.errors import Refused
from troth.findings import Finding, Place
from troth.ledger.checkpoint import Checkpoint
from troth.ledger.entry import canonical
from troth.new_file import new_file
from troth.postgres.statements import statement

FORMAT = "troth ledger 1"
NOTHING = "TR918"

FOR_ANYONE = 0o666
"""Who may read it, as far as the umask lets them: whoever audits it is given it."""


def export(connection: psycopg.Connection[Any], path: Path) -> Checkpoint:
    """Write all that is sealed to a file that must not exist yet; the last checkpoint in it.

    The file is there whole or not at all. Inside of a transaction it reads what that sees: what is sealed is only ever
    added to. Raises Refused (TR918) if nothing has been sealed, FileExistsError.
    """
    if path.exists():
        raise FileExistsError(path)
    alone = connection.info.transaction_status is TransactionStatus.IDLE
    with new_file(path, mode=FOR_ANYONE) as new:
        with connection.transaction(), new.lines() as file:
            if alone:
                connection.execute("set transaction isolation level repeatable read")
            last = _write(file, connection)
        new.name()
    return last


def _write(file: TextIO, connection: psycopg.Connection[Any]) -> Checkpoint:
    checkpoints = connection.execute(statement("ledger export checkpoints")).fetchall()
    if not checkpoints:
        message = "nothing of the ledger has been sealed yet"
        why = "an export holds what was sealed, each part of it under a signature"
        where, hint = Place(object="troth.ledger_checkpoint"), "`troth ledger seal` seals what there is"
        raise Refused(Finding(code=NOTHING, message=message, where=where, why=why, hint=hint))
    last = Checkpoint.read(checkpoints[-1][1])
    keys = list(dict.fromkeys(key for _, _, key in checkpoints))
    file.write(canonical({"format": FORMAT, "keys": keys, "origin": last.origin}) + "\n")
    with connection.cursor("troth_ledger_export") as cursor:
        cursor.itersize = 5_000
        cursor.execute(statement("ledger export entries"), {"size": last.size})
        entries = _lines(cursor)
        before = 0
        for size, note, _ in checkpoints:
            file.writelines(islice(entries, size - before))
            file.write(canonical({"checkpoint": note}) + "\n")
            before = size
    file.write(canonical({"checkpoints": len(checkpoints), "end": last.size}) + "\n")
    return last


def _lines(rows: psycopg.ServerCursor[Any]) -> Iterator[str]:
    for place, (entry, leaf) in enumerate(rows):
        yield f'{{"entry":{entry},"hash":"{leaf}","place":{place}}}\n'
