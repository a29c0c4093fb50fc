"""People: their profiles, pauses, channels, and whom they would rather not meet."""
