"""The front door: one company's policy on one database, and one person in it."""

from troth.client.person import Person
from troth.client.troth import Troth

__all__ = ["Person", "Troth"]
