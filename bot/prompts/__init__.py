"""Prompts: small things to do that bring people together, posted in a channel one at a time."""
