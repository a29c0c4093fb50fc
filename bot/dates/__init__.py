"""Local time, recurrence, dates that people type, and iCalendar: pure functions."""
