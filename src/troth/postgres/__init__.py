"""Everything that knows PostgreSQL: connections, the catalogue as values, the objects of Troth, and applying them."""
