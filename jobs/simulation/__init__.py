"""A clock to drive, and the figures of a rehearsed year."""
