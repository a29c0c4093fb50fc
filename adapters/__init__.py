"""Hold the platforms: each thin, payload in, card out, and none aware of the others."""
