"""Events: who goes, who waits, who hosts, what has changed, and the calendar entries."""
