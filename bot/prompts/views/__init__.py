"""Cards, forms and texts about prompts."""
