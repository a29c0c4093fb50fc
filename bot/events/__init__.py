"""Bring people to events: who goes, who waits, who hosts, what has changed, and their calendars."""
