"""Cards, forms and texts about open tables."""
