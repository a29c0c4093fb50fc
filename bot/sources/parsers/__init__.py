"""Pages and feeds of other people, parsed into events."""
