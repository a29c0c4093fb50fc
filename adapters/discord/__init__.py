"""The adapter for Discord: one app, in many servers."""
