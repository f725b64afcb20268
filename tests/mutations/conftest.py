"""A marketplace with a promise of every kind, deployed once: the sound system that is broken here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from databases import Server
from mutations.sound import Sound, sound_system


@pytest.fixture(scope="session")
def sound(server: Server) -> Iterator[Sound]:
    with TemporaryDirectory(prefix="troth-tests-") as folder, sound_system(server, Path(folder)) as made:
        yield made
