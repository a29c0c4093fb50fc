"""A newcomer's first ninety days: a lunch, an event and somebody to ask, one after the other."""
