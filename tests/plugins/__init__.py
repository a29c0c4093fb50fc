"""Add to pytest what this suite needs of it."""
