"""Learnings: what people learned from each other, shared as each of them wishes."""
