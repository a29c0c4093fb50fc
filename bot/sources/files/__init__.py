"""Calendar files that people upload: each is a source like any other."""
