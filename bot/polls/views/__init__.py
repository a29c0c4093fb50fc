"""The words of polls that anybody asks."""
