"""The database's own errors, as against those of one row."""

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

# Of PostgreSQL: two transactions stood in each other's way, and one of them has to begin again.
TRIED_AGAIN = ("40001", "40P01")


def is_outage(error: Exception) -> bool:
    """Return whether an error is the database's own, for which no row is to blame."""
    if isinstance(error, DBAPIError):
        begins_again = getattr(error.orig, "sqlstate", None) in TRIED_AGAIN
        if begins_again or error.connection_invalidated:
            return True
    return isinstance(error, OperationalError | InterfaceError | OSError)
