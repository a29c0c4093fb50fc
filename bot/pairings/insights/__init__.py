"""What pairings show: dry runs, estimates, and the picture of who met."""
