"""The life of a rights request, from the first mail to its closing: who asks, for what, and what became of it."""
