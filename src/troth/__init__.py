"""Troth: a privacy policy that runs."""
