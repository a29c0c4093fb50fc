"""`/mingle standing`: the way from attending to leading, seen by its person alone."""
