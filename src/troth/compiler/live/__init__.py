"""When a purpose is live for a person's data: ground, locks, time, and whom of several people it concerns. As SQL."""
