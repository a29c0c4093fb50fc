"""Word everything that people read about lunch pairings."""
