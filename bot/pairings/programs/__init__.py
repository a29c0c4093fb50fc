"""The lunch pairings of one channel: set up, joined, left and paused."""
