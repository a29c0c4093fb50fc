"""Know people as far as they tell us: profile, pauses, and whom they rather not meet."""
