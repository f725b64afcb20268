"""What holds for a person now: their consents, objections, restrictions and holds, and the history of every word."""
