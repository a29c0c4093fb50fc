"""Word everything that people read about happy hours, polls and the lunch of the month."""
