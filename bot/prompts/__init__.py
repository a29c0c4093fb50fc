"""Invite people out of the door or in touch, one prompt at a time."""
