"""How PostgreSQL is made to hold to a window: views, look-outs, row policies, and every grant."""
