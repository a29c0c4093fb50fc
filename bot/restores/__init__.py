"""Restores: what was due since a backup is held until an organiser decides, once for all of it."""
