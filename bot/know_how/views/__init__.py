"""Cards of who knows about something, and of introductions to them."""
