"""What starts from a person about a program: setting it up, joining and leaving."""
