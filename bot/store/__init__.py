"""Keep everything Mingle knows: one database, plain functions, no objects that outlive a transaction."""
