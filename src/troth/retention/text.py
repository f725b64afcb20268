"""Long statements as text: composed once, and then run many times with other parameters."""

from __future__ import annotations

from collections.abc import Sequence

from psycopg import sql


def as_text(query: sql.Composable, parameters: Sequence[str]) -> bytes:
    """A statement in which every percent sign is written twice that is none of these parameters'.

    The company's own conditions are part of it, and know nothing of parameters.
    """
    text = query.as_bytes(None).replace(b"%", b"%%")
    for name in parameters:
        text = text.replace(f"%%({name})s".encode(), f"%({name})s".encode())
    return text
