"""The journal: what people asked for, written outside the database, so that no restored backup can forget it."""
