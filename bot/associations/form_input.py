"""Read what people write in forms about associations.

What is wrong gets a calm sentence at its field.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from bot.associations.rules import MAX_DEADLINE_AHEAD, OPENING_KINDS, Chapter
from bot.associations.views import forms
from bot.core.fields import read_words
from bot.core.router import Invocation
from bot.dates.local_time import local_date
from bot.dates.parser import DateInPast, UnreadableDate, parse_day
from bot.sources.addresses import NotAnAddress, read_address
from bot.ui.text import clean_text

FieldErrors = dict[str, str]


def read_association(call: Invocation, errors: FieldErrors) -> dict[str, str]:
    """Give what a form says about an association."""
    name = read_words(call, "name", forms.NAME_LIMIT, errors)
    if not name:
        errors.setdefault("name", forms.NO_NAME)
    about = read_words(call, "about", forms.ABOUT_LIMIT, errors)
    return {"name": name, "about": about, "link": read_page_link(call, errors)}


def read_chapter_name(call: Invocation, field: str, errors: FieldErrors) -> str:
    """Give the name of a chapter."""
    return read_words(call, field, forms.CHAPTER_LIMIT, errors)


def read_opening(
    call: Invocation,
    zone: str,
    chapters: Sequence[Chapter],
    errors: FieldErrors,
    kept: dt.date | None = None,
) -> dict[str, Any]:
    """Give what a form says about an opening; a deadline that is `kept` may be over."""
    title = read_words(call, "title", forms.TITLE_LIMIT, errors)
    if not title:
        errors.setdefault("title", forms.NO_TITLE)
    kind = call.field_text("kind")
    if kind not in OPENING_KINDS:
        errors["kind"] = forms.NO_CHOICE
    details = read_words(call, "details", forms.DETAILS_LIMIT, errors, multiline=True)
    return {
        "kind": kind,
        "title": title,
        "due": _deadline(call, zone, errors, kept),
        "chapter": read_chapter_choice(call, chapters, errors),
        "link": read_page_link(call, errors),
        "details": details,
    }


def read_chapter_choice(
    call: Invocation, chapters: Sequence[Chapter], errors: FieldErrors
) -> int | None:
    """Give the number of the chapter that was chosen; None for none in particular."""
    given = call.field_text("chapter") or forms.NO_CHAPTER
    numbers = {str(each.id): each.id for each in chapters}
    if given != forms.NO_CHAPTER and given not in numbers:
        errors["chapter"] = forms.NO_CHOICE
    return numbers.get(given)


def read_page_link(call: Invocation, errors: FieldErrors) -> str:
    """Give an address on the web, or none."""
    given = call.field_text("link")
    if not given:
        return ""
    try:
        found = read_address(given)
    except NotAnAddress:
        found = ""
    if not found or len(found) > forms.LINK_LIMIT:
        errors["link"] = forms.NO_LINK
    return found


def _deadline(
    call: Invocation, zone: str, errors: FieldErrors, kept: dt.date | None
) -> dt.date | None:
    given = call.field_text("due")
    shown = clean_text(given, 40)
    if kept and given == kept.isoformat():
        return kept
    try:
        found = parse_day(given, call.now, zone)
    except UnreadableDate:
        errors["due"] = forms.unreadable_deadline_text(shown)
    except DateInPast:
        errors["due"] = forms.past_deadline_text(shown)
    else:
        if found - local_date(call.now, zone) <= MAX_DEADLINE_AHEAD:
            return found
        errors["due"] = forms.TOO_FAR
    return None
