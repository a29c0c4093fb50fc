"""Texts, cards and forms about sources."""
