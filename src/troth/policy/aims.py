"""What a company says it uses data for at all: aims, under which each purpose is filed, or is a signed exception.

Parts of `policy.yaml`, used by the model of the whole (model.py).
"""

from __future__ import annotations

from troth.documents.parts import Day, Part, Sentence


class Beyond(Part):
    """A purpose that serves none of the aims, and who has signed that it is there all the same."""

    because: Sentence
    """Why it is there."""
    signed_by: Sentence
    """Who answers for it."""
    on: Day
    """When they signed."""
