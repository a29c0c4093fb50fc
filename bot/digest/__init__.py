"""Weekly digests of events for channels, browsing of events, introductions of attendees."""
