"""What stays and what goes, as statements: for one person, one batch, or everything that a sweep finds."""
