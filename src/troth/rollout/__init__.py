"""Plan, look, apply, verify: from what is live to what is wanted, first as a value, then as one dull transaction."""
