"""Travel: days that people spend in another town, or away from all of it."""
