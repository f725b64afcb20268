"""Checks of the data map, and of the policy and the map together (TR2xx)."""
