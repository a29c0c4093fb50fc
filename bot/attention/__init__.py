"""Guard people's attention: one budget, quiet hours, and the right to know why and to say no."""
