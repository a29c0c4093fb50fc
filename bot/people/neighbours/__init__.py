"""Neighbouring towns: those between which people travel to meet, as organisers name them."""
