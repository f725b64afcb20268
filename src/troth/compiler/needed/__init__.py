"""When a cell is needed, by which purpose, hold or row, and until when. What nothing needs is what may go."""
