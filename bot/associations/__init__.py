"""Keep a directory of professional associations.

Their chapters, who of us is in them, next meetings, and openings.
"""
