"""Stand in for the chat platforms.

Real servers on loopback, as strict as the real ones, that can lie.
"""
