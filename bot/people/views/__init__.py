"""Cards, forms and texts about profiles, pauses and avoid lists."""
