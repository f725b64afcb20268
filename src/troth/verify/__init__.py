"""Does the running system keep what the policy says? Looks at the live database, and says of whom it speaks."""
