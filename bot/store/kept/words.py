"""A declaration in words: how long a table is kept, and what becomes of it when somebody goes."""

from datetime import timedelta

from bot.store.kept import KEPT
from bot.store.kept.declaration import PAIRS, Kept, Role

_ONE_YEAR = timedelta(days=365)


def kept_for(kept: Kept) -> str:
    """Return how long the rows of a table are kept."""
    parts = [_span(aged.after) for aged in kept.aged]
    if kept.until:
        parts.append(f"until {kept.until}")
    if not parts:
        return kept_for(KEPT[kept.within])
    return ", or ".join(dict.fromkeys(parts))


def erasure_of(kept: Kept) -> str:
    """Return what becomes of a table's rows when somebody is forgotten."""
    roles = {column.role for column in kept.columns}
    if Role.MINE in roles:
        return "deleted"
    if Role.PROFILE in roles:
        return "emptied"
    return "stays without your name"


def _span(after: timedelta) -> str:
    if after >= PAIRS and after % _ONE_YEAR < timedelta(days=60):
        return f"{after // _ONE_YEAR} years"
    return "a year" if after == _ONE_YEAR else f"{after.days} days"
