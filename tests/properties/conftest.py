"""How many examples a property is tried on: TROTH_EXAMPLES, or else 200."""

from __future__ import annotations

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "troth",
    max_examples=int(os.environ.get("TROTH_EXAMPLES", "200")),
    deadline=None,
    database=None,
    print_blob=True,
    # A database is made once for a test and emptied after each example.
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
settings.load_profile("troth")
