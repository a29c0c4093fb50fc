"""Parser of iCalendar files with the faults that real ones have."""
