"""Find events on the web.

Read what an address holds, keep it true as it changes, and know the same evening again.
"""
