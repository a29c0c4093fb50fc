"""The cards of kits and plans."""
