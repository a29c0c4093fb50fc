"""Change the database from one released shape to the next."""
