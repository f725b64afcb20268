"""Data that leaves: only through the window of a recipient, only what it receives, and never without a record."""

from troth.sharing.disclosure import Disclosure
from troth.sharing.plan import DisclosurePlan, plan_disclosure
from troth.sharing.release import disclose

__all__ = ["Disclosure", "DisclosurePlan", "disclose", "plan_disclosure"]
