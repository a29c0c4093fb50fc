"""The engine: what is due, who does it, and how messages leave."""
