"""Read the forms about associations; each field that is wrong gets one sentence."""

import datetime as dt
from collections.abc import Sequence
from typing import TypedDict

from bot.associations.rules import MAX_DEADLINE_AHEAD, OPENING_KINDS, Chapter
from bot.associations.views import forms
from bot.core.fields import read_words
from bot.core.interactions import Invocation
from bot.dates.local_time import local_date
from bot.dates.parser import DateInPast, UnreadableDate, parse_day
from bot.sources.addresses import NotAnAddress, read_address
from bot.ui.speech import say
from bot.ui.text import clean_text

FieldErrors = dict[str, str]


class OpeningValues(TypedDict):
    """The columns of an opening that its form sets."""

    kind: str
    title: str
    due: dt.date | None
    chapter: int | None
    link: str
    details: str


def read_association(call: Invocation, errors: FieldErrors) -> dict[str, str]:
    """Return the columns of an association."""
    name = read_words(call, "name", forms.NAME_LIMIT, errors)
    if not name:
        errors.setdefault("name", say(forms.NO_NAME))
    about = read_words(call, "about", forms.ABOUT_LIMIT, errors)
    return {"name": name, "about": about, "link": read_page_link(call, errors)}


def read_chapter_name(call: Invocation, field: str, errors: FieldErrors) -> str:
    """Return the name of a chapter."""
    return read_words(call, field, forms.CHAPTER_LIMIT, errors)


def read_opening(
    call: Invocation,
    zone: str,
    chapters: Sequence[Chapter],
    errors: FieldErrors,
    kept: dt.date | None = None,
) -> OpeningValues:
    """Return the columns of an opening; a deadline that stays as `kept` may be over."""
    title = read_words(call, "title", forms.TITLE_LIMIT, errors)
    if not title:
        errors.setdefault("title", say(forms.NO_TITLE))
    kind = call.field_text("kind")
    if kind not in OPENING_KINDS:
        errors["kind"] = say(forms.NO_CHOICE)
    details = read_words(call, "details", forms.DETAILS_LIMIT, errors, multiline=True)
    return {
        "kind": kind,
        "title": title,
        "due": _read_deadline(call, zone, errors, kept),
        "chapter": read_chapter_choice(call, chapters, errors),
        "link": read_page_link(call, errors),
        "details": details,
    }


def read_chapter_choice(
    call: Invocation, chapters: Sequence[Chapter], errors: FieldErrors
) -> int | None:
    """Return the id of the chosen chapter, or None for none in particular."""
    choice = call.field_text("chapter") or forms.NO_CHAPTER
    if choice == forms.NO_CHAPTER:
        return None
    numbers = {str(chapter.id): chapter.id for chapter in chapters}
    if choice not in numbers:
        errors["chapter"] = say(forms.NO_CHOICE)
    return numbers.get(choice)


def read_page_link(call: Invocation, errors: FieldErrors) -> str:
    """Return an address on the web, or an empty string."""
    words = call.field_text("link")
    if not words:
        return ""
    try:
        link = read_address(words)
    except NotAnAddress:
        link = ""
    if not link or len(link) > forms.LINK_LIMIT:
        errors["link"] = say(forms.NO_LINK)
    return link


def _read_deadline(
    call: Invocation, zone: str, errors: FieldErrors, kept: dt.date | None
) -> dt.date | None:
    words = call.field_text("due")
    shown = clean_text(words, 40)
    if kept and words == kept.isoformat():
        return kept
    try:
        day = parse_day(words, call.now, zone)
    except UnreadableDate:
        errors["due"] = forms.unreadable_deadline_text(shown)
        return None
    except DateInPast:
        errors["due"] = forms.past_deadline_text(shown)
        return None

    if day - local_date(call.now, zone) > MAX_DEADLINE_AHEAD:
        errors["due"] = say(forms.TOO_FAR)
        return None
    return day
