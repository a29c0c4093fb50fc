"""The attention budget, quiet hours, and `/mingle why`: what is sent when, and turning it off."""
