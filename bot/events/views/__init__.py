"""Word everything about events."""
