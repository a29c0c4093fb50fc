"""Say what Mingle understands, from the one list of commands."""
