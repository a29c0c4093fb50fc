"""The database's own errors, as against those of one row."""

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from bot.store.conflicts import is_conflict


def is_outage(error: Exception) -> bool:
    """Return whether an error is the database's own, for which no row is to blame."""
    if is_conflict(error) or (isinstance(error, DBAPIError) and error.connection_invalidated):
        return True
    return isinstance(error, OperationalError | InterfaceError | OSError)
