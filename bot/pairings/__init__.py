"""Pair people for lunch, round after round."""
