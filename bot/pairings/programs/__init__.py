"""Pairing programs: set up for a channel, joined, left and paused."""
