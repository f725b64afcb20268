"""Data that leaves: only through the window of a recipient, only what it receives, and never without a record."""

from troth.sharing.plan import DisclosurePlan, plan_disclosure
from troth.sharing.release import Disclosure, disclose

__all__ = ["Disclosure", "DisclosurePlan", "disclose", "plan_disclosure"]
