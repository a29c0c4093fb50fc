"""Tell the database's own errors from those of one row."""

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError


def is_outage(error: Exception) -> bool:
    """Return whether an error is the database's own, for which no row is to blame."""
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    return lost or isinstance(error, OperationalError | InterfaceError | OSError)
