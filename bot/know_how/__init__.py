"""Who knows about something: answered with the names of those who agreed to be named."""
