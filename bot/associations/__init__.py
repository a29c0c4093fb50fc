"""A directory of professional associations: chapters, members, next meetings, openings."""
