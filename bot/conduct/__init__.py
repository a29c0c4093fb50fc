"""Conduct: "Something wrong?", whom to tell, and what organisers hide."""
