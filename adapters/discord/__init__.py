"""Mingle in Discord servers."""
