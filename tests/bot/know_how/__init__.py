"""Who knows about something."""
