"""Cards, forms and texts about conduct."""
