"""Events from the web: fetch an address, parse it, keep its events current, detect duplicates."""
