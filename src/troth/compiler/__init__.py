"""From the policy, the data map and the catalogue to the objects PostgreSQL shall have. Pure: no input, no output."""
