"""Held messages: sends with an unknown outcome, for organisers to decide on."""
