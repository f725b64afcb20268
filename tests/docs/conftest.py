"""A reader of the documentation, with an empty folder and an empty database."""

from pathlib import Path

import pytest

from databases import FreshDatabase
from docs.playing import Player


@pytest.fixture
def reader(tmp_path: Path, fresh: FreshDatabase) -> Player:
    return Player(folder=tmp_path, database=fresh)
