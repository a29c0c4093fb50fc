"""iCalendar files of other people: components, zones, series, and their instances."""
