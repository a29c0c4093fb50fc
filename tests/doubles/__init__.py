"""Simulated platforms: real servers on loopback, as strict as the real ones, that can lie."""
