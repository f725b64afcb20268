"""Who is meant: people found by a value, one human under many keys, and how statements speak of one person."""

from troth.subjects.find import Match, Matches, find
from troth.subjects.linked import linked_people
from troth.subjects.same import Pair, confirm, likely, undo

__all__ = ["Match", "Matches", "Pair", "confirm", "find", "likely", "linked_people", "undo"]
