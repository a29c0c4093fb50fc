"""Word what people read about what is on."""
