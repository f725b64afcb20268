"""Erasing one person, whole or in part: what goes, what stays and why, the deed itself, and its receipt."""
