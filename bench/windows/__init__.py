"""What a window costs: one statement through a window, on the bare table, and with its conditions written by hand."""
