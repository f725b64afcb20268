"""GDPRbench (PVLDB 13(7), 2020) done again: the same work on bare PostgreSQL, made compliant by hand, and on Troth."""
