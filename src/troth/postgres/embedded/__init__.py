"""A PostgreSQL of Troth's own for whoever names no database: found, set up, started, watched over and stopped."""
