"""A made-up person who signs up, is seen, refused and erased, on the live database, in a transaction that is undone."""

from troth.verify.canary.load import read_canary
from troth.verify.canary.model import CanaryFile

__all__ = ["CanaryFile", "read_canary"]
