"""Which words that a backup has forgotten are said again: what closes, unless a later word took it back."""

from __future__ import annotations

from troth.erasure.later_word import Forgotten, forgotten_word, said_again


def said(*words: tuple[str, str]) -> list[Forgotten]:
    return [
        forgotten_word(number, f"2026-03-0{number}T10:00", {"word": word, "purpose": purpose}, confirmed=True)
        for number, (word, purpose) in enumerate(words, start=1)
    ]


def again(*words: tuple[str, str]) -> list[tuple[str, str | None]]:
    return [(word.word, word.purpose) for word in said_again(said(*words))[0]]


OBJECTION = (("object", "letters"), ("withdraw", "calls"), ("end", "profiles"))
"""An objection to direct marketing, with all that it ended."""


def test_a_later_consent_to_one_marketing_purpose_does_not_open_the_others() -> None:
    assert again(*OBJECTION, ("consent", "letters")) == [("withdraw", "calls"), ("end", "profiles")]


def test_a_consent_takes_back_that_its_own_purpose_was_ended() -> None:
    assert again(*OBJECTION, ("consent", "profiles")) == [("object", "letters"), ("withdraw", "calls")]


def test_an_objection_is_said_again_with_all_that_it_ended() -> None:
    assert again(*OBJECTION) == list(OBJECTION)


def test_a_word_that_nobody_knows_is_told() -> None:
    """A journal that a later version of Troth has written: what it asks for must not be passed over."""
    assert [[word.word for word in words] for words in said_again(said(("forbid", "letters")))] == [[], ["forbid"]]
