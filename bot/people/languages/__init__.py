"""The language of each person, each channel and the workspace."""
