"""Addresses that people paste, and where some sites keep their calendars."""

import re
from collections.abc import Sequence
from urllib.parse import parse_qs, quote, urljoin, urlsplit, urlunsplit

from bot.sources import doors

MAX_ADDRESS = 2_000
FILE_PREFIX = "file:"  # followed by its owner and its name
PORTS = {"http": 80, "https": 443}

MAX_CALENDARS = 8  # that are combined into one source

_GOOGLE = "calendar.google.com"
_ICAL, _PUBLIC = f"https://{_GOOGLE}/calendar/ical/", "/public/basic.ics"
_WHOLE_GROUP = re.compile(r"^/(?:[a-z]{2}-[A-Z]{2}/)?[A-Za-z0-9_-]+/?(?:events/?)?$")
_SCHEME = re.compile(r"^([a-z][a-z0-9+.-]*):(?!\d+(?:/|$))", re.IGNORECASE)
_HOST = re.compile(
    r"(?:[^\s.@:/\\]+\.)+(?!\d+$)[^\s.@:/\\]{2,}|(?:\d{1,3}\.){3}\d{1,3}|\[[0-9a-f:.]+\]",
    re.IGNORECASE,
)


class NotAnAddress(ValueError):
    """Text that is no address that can be opened."""


def read_address(words: str) -> str:
    """Return the normal form of an http(s) address.

    Raise NotAnAddress for anything else, and for addresses with a password or an unusual port.
    """
    words = words.strip().strip("<>").partition("|")[0].strip()
    _check_characters(words)
    try:
        parts = urlsplit(_with_scheme(words))
        host = (parts.hostname or "").rstrip(".")
        port = parts.port
    except ValueError as error:
        raise NotAnAddress("no address") from error

    name = f"[{host}]" if ":" in host else host
    if parts.scheme not in PORTS or "@" in parts.netloc or not _HOST.fullmatch(name):
        raise NotAnAddress("no address")
    if port not in (None, PORTS[parts.scheme]):
        raise NotAnAddress("an odd port")
    return urlunsplit((parts.scheme, name, parts.path or "/", parts.query, ""))


def host_of(address: str) -> str:
    """Return the host of an address, without “www.”."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


def file_address(owner: str, name: str) -> str:
    """Return the address of an uploaded file; the same name again is the same file."""
    return f"{FILE_PREFIX}{owner}/{name}"


def file_of(address: str) -> str:
    """Return the name of an uploaded file, or an empty string for the address of a page."""
    if address.startswith(FILE_PREFIX):
        return address.rpartition("/")[2]
    return ""


def address_label(address: str) -> str:
    """Return an address as people read it: its file's name, or the host of its page."""
    return file_of(address) or host_of(address)


def calendar_of(address: str) -> str:
    """Return the calendar that a well-known service keeps for a page; any other address as it is.

    Of Meetup, only the pages that are about a group as a whole.
    """
    parts = urlsplit(address)
    group = doors.meetup_group(address)
    if group and _WHOLE_GROUP.match(parts.path):
        return doors.meetup_calendar(group)
    try:
        behind = doors.calendar_behind(address)
        if behind:
            return read_address(behind)
    except ValueError:
        return address

    calendars = google_calendars(address)
    if calendars:
        return combined_address(calendars)
    return address


def google_calendars(address: str) -> list[str]:
    """Return the calendars that an embedded or shared Google calendar shows."""
    parts = urlsplit(address)
    elsewhere = parts.hostname in ("google.com", "www.google.com")
    if parts.hostname != _GOOGLE and not (elsewhere and parts.path.startswith("/calendar/")):
        return []
    query = parse_qs(parts.query)
    given = dict.fromkeys((*query.get("src", []), *query.get("cid", [])))
    names = dict.fromkeys(doors.decode_google_id(name) for name in given if "://" not in name)
    return [f"{_ICAL}{quote(name, safe='')}{_PUBLIC}" for name in names][:MAX_CALENDARS]


def combined_address(calendars: Sequence[str]) -> str:
    """Return one address for several Google calendars, the inverse of `google_calendars`."""
    if len(calendars) == 1:
        return calendars[0]
    names = [calendar.removeprefix(_ICAL).removesuffix(_PUBLIC) for calendar in calendars]
    return f"https://{_GOOGLE}/calendar/embed?src=" + "&src=".join(names)


def luma_calendar(name: str) -> str:
    """Return the feed of a Luma calendar, or of a town on Luma, by its id."""
    kind = "discover" if name.startswith("discplace-") else "calendar"
    return f"https://api.lu.ma/ics/get?entity={kind}&id={name}"


def resolve_link(address: str, path: str) -> str:
    """Return the address of a link on a page, or an empty string if it cannot be opened."""
    try:
        return read_address(urljoin(address, path.strip()))
    except ValueError:
        return ""


def _check_characters(words: str) -> None:
    if not 0 < len(words) <= MAX_ADDRESS or "\\" in words:
        raise NotAnAddress("no address")
    if not words.isprintable() or len(words.split()) > 1:
        raise NotAnAddress("no address")


def _with_scheme(words: str) -> str:
    scheme = _SCHEME.match(words)
    if not scheme:
        return f"https://{words}"
    if scheme[1].lower() in ("webcal", "webcals"):
        return f"https:{words.partition(':')[2]}"
    return words
