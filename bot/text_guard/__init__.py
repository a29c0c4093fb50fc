"""The text guard: what people type is looked at before it is posted in their name."""
