"""Insights into rounds: dry runs, estimates, and the picture of who met across teams."""
