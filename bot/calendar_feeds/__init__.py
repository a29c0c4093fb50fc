"""Calendars to subscribe to: a person's and a channel's, gathered from every feature."""
