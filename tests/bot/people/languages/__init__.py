"""Tests of the languages in which people are written to."""
