"""Calendars to subscribe to, of a person or a channel, from every feature."""
