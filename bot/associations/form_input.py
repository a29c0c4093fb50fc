"""Read what people write in forms about associations; what is wrong gets a calm sentence at its field."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from bot.associations.rules import FURTHEST, KINDS, Chapter
from bot.associations.views import forms
from bot.core.fields import read_words
from bot.core.router import Invocation
from bot.dates.parser import Past, Unreadable, parse_day
from bot.dates.recurrence import local_date
from bot.sources.addresses import NotAnAddress, read_address
from bot.ui.text import clean

Errors = dict[str, str]


def association(call: Invocation, errors: Errors) -> dict[str, str]:
    """Give what a form says about an association."""
    name = read_words(call, "name", forms.NAME_LIMIT, errors)
    if not name:
        errors.setdefault("name", forms.NO_NAME)
    about = read_words(call, "about", forms.ABOUT_LIMIT, errors)
    return {"name": name, "about": about, "link": link(call, errors)}


def chapter_name(call: Invocation, field: str, errors: Errors) -> str:
    """Give the name of a chapter."""
    return read_words(call, field, forms.CHAPTER_LIMIT, errors)


def opening(
    call: Invocation, zone: str, chapters: Sequence[Chapter], errors: Errors, kept: dt.date | None = None
) -> dict[str, Any]:
    """Give what a form says about an opening; a deadline that is `kept` may be over."""
    title = read_words(call, "title", forms.TITLE_LIMIT, errors)
    if not title:
        errors.setdefault("title", forms.NO_TITLE)
    kind = call.text("kind")
    if kind not in KINDS:
        errors["kind"] = forms.NO_CHOICE
    details = read_words(call, "details", forms.DETAILS_LIMIT, errors, multiline=True)
    return {
        "kind": kind,
        "title": title,
        "due": _deadline(call, zone, errors, kept),
        "chapter": chosen_chapter(call, chapters, errors),
        "link": link(call, errors),
        "details": details,
    }


def chosen_chapter(call: Invocation, chapters: Sequence[Chapter], errors: Errors) -> int | None:
    """Give the number of the chapter that was chosen; None for none in particular."""
    given = call.text("chapter") or forms.NO_CHAPTER
    numbers = {str(each.id): each.id for each in chapters}
    if given != forms.NO_CHAPTER and given not in numbers:
        errors["chapter"] = forms.NO_CHOICE
    return numbers.get(given)


def link(call: Invocation, errors: Errors) -> str:
    """Give an address on the web, or none."""
    given = call.text("link")
    if not given:
        return ""
    try:
        found = read_address(given)
    except NotAnAddress:
        found = ""
    if not found or len(found) > forms.LINK_LIMIT:
        errors["link"] = forms.NO_LINK
    return found


def _deadline(call: Invocation, zone: str, errors: Errors, kept: dt.date | None) -> dt.date | None:
    given = call.text("due")
    shown = clean(given, 40)
    if kept and given == kept.isoformat():
        return kept
    try:
        found = parse_day(given, call.now, zone)
    except Unreadable:
        errors["due"] = forms.unreadable(shown)
    except Past:
        errors["due"] = forms.past(shown)
    else:
        if found - local_date(call.now, zone) <= FURTHEST:
            return found
        errors["due"] = forms.TOO_FAR
    return None
