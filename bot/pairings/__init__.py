"""Lunch pairings: programs of channels, their rounds, and what can be learned from them."""
