"""Venues: the places to meet, when they were visited, and which to suggest next."""
