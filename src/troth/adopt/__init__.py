"""Bringing Troth to an application that already runs, in a day, and taking it along through migrations and restores."""
