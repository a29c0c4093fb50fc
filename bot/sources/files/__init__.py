"""Take in the calendar files that people hand in; from then on each is a source like any other."""
