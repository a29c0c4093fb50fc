"""Word all that people read about prompts."""
