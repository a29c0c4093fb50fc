"""Working days and hours, quiet hours and days off: of people, channels and workspaces."""
