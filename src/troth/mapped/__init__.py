"""The data map laid over the real database: whose each row is, and by which way one gets from a row to a person."""
