"""Every mistake of mutants.py fits the source: it is made in one place, and what comes of it is a program still."""

from __future__ import annotations

from pathlib import Path

import pytest

from properties.mutants import MUTANTS, SOURCE, Mutant


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_a_mistake_fits_the_source(mutant: Mutant, tmp_path: Path) -> None:
    right = (SOURCE / mutant.file).read_text("utf-8")
    assert right.count(mutant.right) == 1
    copy = tmp_path / mutant.file
    copy.parent.mkdir(parents=True)
    copy.write_text(right, "utf-8")
    mutant.make(tmp_path)
    assert copy.read_text("utf-8") != right
    if copy.suffix == ".py":
        compile(copy.read_text("utf-8"), mutant.file, "exec")


def test_each_mistake_has_a_name_of_its_own() -> None:
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)
