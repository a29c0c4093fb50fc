"""Keep everything Mingle knows.

One database, plain functions, no objects that outlive a transaction.
"""
