"""Word everything that people read about associations."""
