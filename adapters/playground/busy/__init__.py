"""A busy workplace: several towns, people who come and go, and a platform that has bad days."""
