"""A referee of truth: reads what stands in every conversation, and compares it with the rows."""
