"""Hold the migrations, oldest first."""
