"""Days, months and years in words, in the order and words of their reader's language.

`bot/ui/text.py` has those of most texts: `format_day`, `format_long_day`, `format_full_day`.
"""

from datetime import date

from babel.dates import format_skeleton

from bot.ui.languages import ENGLISH, date_locale
from bot.ui.speech import reader_language


def format_month_day(day: date) -> str:
    """Return a day as "10 March"."""
    return _format(day, f"{day.day} {day:%B}", "MMMMd")


def format_brief_day(day: date) -> str:
    """Return a day as "Tue 10 March"."""
    return _format(day, f"{day:%a} {day.day} {day:%B}", "MMMMEd")


def format_full_date(day: date) -> str:
    """Return a day as "10 March 2026"."""
    return _format(day, f"{day.day} {day:%B %Y}", "yMMMMd")


def format_dated_day(day: date) -> str:
    """Return a day as "Tue 10 Mar 2026"."""
    return _format(day, f"{day:%a} {day.day} {day:%b} {day.year}", "yMMMEd")


def format_year_month(day: date) -> str:
    """Return the month of a day as "March 2026"."""
    return _format(day, f"{day:%B %Y}", "yMMMM")


def _format(day: date, english: str, skeleton: str) -> str:
    language = reader_language()
    if language == ENGLISH:
        return english
    return format_skeleton(skeleton, day, locale=date_locale(language))
