"""What a row must be like to be written through a window: one rule for each thing that is demanded of it."""
