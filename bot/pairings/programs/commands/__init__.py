"""Commands, buttons and forms of a program: setting it up, joining, leaving and skipping."""
