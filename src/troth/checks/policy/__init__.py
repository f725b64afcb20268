"""Checks of the policy: the promises themselves, whatever the tables are (TR1xx)."""
