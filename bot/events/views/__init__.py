"""Cards, forms and texts about events."""
