"""The story that README tells happens as it says, on a real PostgreSQL."""

from docs.pages import ROOT, blocks
from docs.playing import PLAYED, Player


def test_the_story_of_the_readme(reader: Player) -> None:
    assert reader.play(ROOT / "README.md") == 5


def test_readme_is_short_and_names_both_commands() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert len(text.splitlines()) < 110
    assert "make demo" in text and "make test" in text


def test_only_the_two_commands_of_the_house_are_left_out_of_the_story() -> None:
    skipped = [block for block in blocks(ROOT / "README.md") if block.language in PLAYED and block.skipped]
    assert len(skipped) <= 2
