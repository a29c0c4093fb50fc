"""Agreements of groups: the moments that suit whom, the time that follows, and a place."""
