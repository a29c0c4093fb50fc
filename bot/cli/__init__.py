"""The command line: what the terminal runs and says."""
