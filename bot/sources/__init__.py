"""Find events on the web: read what an address holds, keep it true as it changes, and know the same evening again."""
