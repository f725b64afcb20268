"""The documentation, read and played. A package, so that no other `docs` of an installation comes before it."""
