"""Polls: what anybody asks a channel, a secret vote that closes by itself, once or repeated."""
