"""The store: one database, plain functions, no objects that outlive a transaction."""
