"""Parsers of pages, feeds and JSON: bytes in, events out, no I/O."""
