"""Texts, cards and forms of happy hours, polls and the lunch of the month."""
