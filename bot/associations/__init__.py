"""Keep a directory of professional associations: their chapters, who of us is in them, next meetings, and openings."""
