"""Who can see this, for what, why, until when, and what would change that: for a column, or for one person."""

from troth.explain.column import ColumnExplanation, explain_column
from troth.explain.person import PersonExplanation
from troth.explain.reading import explain_person

__all__ = ["ColumnExplanation", "PersonExplanation", "explain_column", "explain_person"]
