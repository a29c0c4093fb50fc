"""The month that somebody names, read. Pure."""

import calendar
import datetime as dt
import re

_MONTH = re.compile(r"(20\d{2})-(\d{1,2})", re.ASCII)
_NAMES = {
    name.casefold(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
}


def read_month(words: str, today: dt.date | None = None) -> dt.date | None:
    """Return the first day of a month such as 2026-02, or None.

    With `today`, a name such as “February” is the last one that has begun.
    """
    found = _MONTH.fullmatch(words.strip())
    if found:
        year, number = int(found[1]), int(found[2])
        return dt.date(year, number, 1) if 1 <= number <= 12 else None

    named = _NAMES.get(words.strip().casefold())
    if named is None or today is None:
        return None
    return dt.date(today.year - (named > today.month), named, 1)
