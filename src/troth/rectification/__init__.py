"""Correcting a person's data (Art. 16 GDPR): which cell is meant, what it would come to, and why it cannot be done."""
