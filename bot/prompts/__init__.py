"""Invite people to get out of the door or in touch: one prompt at a time, from a deck that never repeats itself early."""
