"""Readers of what strangers and colleagues send, fed with what they should not: `make fuzz`."""
