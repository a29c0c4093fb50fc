"""Messages whose fate nobody could look up, for an organiser to decide."""
