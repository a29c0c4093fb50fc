"""Open tables: lunches that others can join, and the days on which people usually eat."""
