"""Factories of what tests need: people, tables, events, programs, polls, sources."""
