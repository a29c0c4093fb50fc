"""Remember places to meet, and suggest where to go next."""
