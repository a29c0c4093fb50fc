"""Everything that people read about lunch pairings."""
