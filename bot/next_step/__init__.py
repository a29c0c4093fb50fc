"""`/mingle next`: the one thing that suits somebody now, and why not the step above it."""
