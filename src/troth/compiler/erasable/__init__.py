"""What can be taken away of a row, a link or a cell, what is left then, and how that is told from what is kept."""
