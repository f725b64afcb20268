"""What was done, so that nobody can change it afterwards unseen: entries, the tree that seals them, and its audit."""
