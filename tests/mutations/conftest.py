"""The sound systems that are broken here, each deployed once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from databases import Server
from mutations.systems import Systems


@pytest.fixture(scope="session")
def systems(server: Server) -> Iterator[Systems]:
    with TemporaryDirectory(prefix="troth-tests-") as folder, Systems(server, Path(folder)) as made:
        yield made
