"""What an address of a webhook must be like: what is sent there names people, so it is sent encrypted."""

from __future__ import annotations

from urllib.parse import urlsplit

HERE = ("localhost", "127.0.0.1", "::1")
"""Hosts that are this machine itself."""

WHY = "a notice names a person: on its way it has to be encrypted, and to arrive where it is meant to"
HINT = "write `https://host/path`, without a password; plain `http://` is for this machine alone"


def usable(address: str) -> bool:
    """Whether a webhook may be sent to this address."""
    try:
        parts = urlsplit(address)
        local = parts.hostname in HERE
        named = bool(parts.hostname) and parts.username is None and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
    return named and (parts.scheme == "https" or (parts.scheme == "http" and local))
