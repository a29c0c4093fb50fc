"""Texts, cards and forms about associations."""
