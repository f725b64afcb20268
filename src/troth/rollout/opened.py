"""A policy folder, the database it is for, and how each role of the deployment logs in there."""

from __future__ import annotations

import threading
from functools import cached_property
from pathlib import Path

from troth.postgres.embedded.server import EmbeddedServer, embedded_database
from troth.rollout.deployment import Files, read_files
from troth.rollout.passwords import find_secret, login_address


class Opened:
    """What both forms of the front door share. The embedded PostgreSQL is started when it is first needed."""

    def __init__(self, folder: Path, database: str | None, *, prefix: str | None, secret: str | None) -> None:
        self.files: Files = read_files(folder)
        self.names = self.files.names(prefix)
        self.home = folder.resolve().parent
        self._given = database
        self._secret = secret
        self._server: EmbeddedServer | None = None
        self._lock = threading.Lock()

    @property
    def database(self) -> str:
        """The URL of the database for its owner. Raises Unavailable."""
        if self._given is not None:
            return self._given
        with self._lock:
            if self._server is None:
                self._server = embedded_database(self.home)
            return self._server.url

    @cached_property
    def secret(self) -> str | None:
        """What passwords are worked out from, or None if the operator sets them. Raises Unavailable (TR620)."""
        return find_secret(self._secret, self.home / ".troth")

    def address(self, role: str) -> str:
        """The address with which a role of this deployment logs in."""
        return login_address(self.database, role, self.secret)

    def close(self) -> None:
        """Let go of the embedded PostgreSQL."""
        with self._lock:
            if self._server is not None:
                self._server.close()
                self._server = None
