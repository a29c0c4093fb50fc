"""Scaffold: write a feature, a platform or a job from templates, and name what is left to do."""
