"""`/mingle`, its help, and the home page: what a person takes part in and can do."""
