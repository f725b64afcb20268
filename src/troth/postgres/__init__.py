"""Everything that knows PostgreSQL: connections, the catalogue as values, the objects Troth makes, and applying them."""
