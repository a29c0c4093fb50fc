"""Texts, cards and forms about events in town."""
