"""Find company for lunch: open tables that others join, and the days on which people usually
eat."""
