"""Mingle in a Slack workspace."""
