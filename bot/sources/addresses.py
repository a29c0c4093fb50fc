"""Read the addresses that people paste, and know where some sites keep their calendars."""

import re
from collections.abc import Sequence
from urllib.parse import parse_qs, quote, urljoin, urlsplit, urlunsplit

from bot.ui.text import host_of

MAX_ADDRESS = 2_000
FILE_PREFIX = "file:"  # in front of whose file it is, and its name
PORTS = {"http": 80, "https": 443}

MAX_CALENDARS = 8  # calendars that are read as one

_GOOGLE = "calendar.google.com"
_ICAL, _PUBLIC = f"https://{_GOOGLE}/calendar/ical/", "/public/basic.ics"
_SCHEME = re.compile(r"^([a-z][a-z0-9+.-]*):(?!\d+(?:/|$))", re.IGNORECASE)
_HOST = re.compile(
    r"(?:[^\s.@:/\\]+\.)+(?!\d+$)[^\s.@:/\\]{2,}|(?:\d{1,3}\.){3}\d{1,3}|\[[0-9a-f:.]+\]",
    re.IGNORECASE,
)
_MEETUP = re.compile(r"^/(?:[a-z]{2}-[A-Z]{2}/)?([A-Za-z0-9_-]+)/?(?:events/?)?$")
_MEETUP_PAGES = {
    "find",
    "topics",
    "cities",
    "apps",
    "help",
    "login",
    "register",
    "about",
    "pro",
    "blog",
    "home",
}


class NotAnAddress(ValueError):
    """Say that words are no address that can be opened."""


def read_address(words: str) -> str:
    """Give the address of a page in one form.

    Refuse what is none, carries a password, or has an odd port.
    """
    words = words.strip().strip("<>").partition("|")[0].strip()
    if (
        not words
        or len(words) > MAX_ADDRESS
        or any(c.isspace() or not c.isprintable() or c == "\\" for c in words)
    ):
        raise NotAnAddress("no address")
    scheme = _SCHEME.match(words)
    if not scheme:
        words = f"https://{words}"
    elif scheme[1].lower() in ("webcal", "webcals"):
        words = f"https:{words.partition(':')[2]}"
    try:
        parts = urlsplit(words)
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


def file_address(owner: str, name: str) -> str:
    """Give what a file of somebody's is known by; the same name again is the same file."""
    return f"{FILE_PREFIX}{owner}/{name}"


def file_of(address: str) -> str:
    """Give the name of the file that an address stands for, or nothing where it is one of a
    page."""
    return address.rpartition("/")[2] if address.startswith(FILE_PREFIX) else ""


def address_label(address: str) -> str:
    """Give where a source is found as people read it: its file, or the host of its page."""
    return file_of(address) or host_of(address)


def calendar_of(address: str) -> str:
    """Give the calendar behind an address where the site is known to keep it elsewhere.

    Otherwise the address.
    """
    parts = urlsplit(address)
    host = parts.hostname or ""
    if host in ("meetup.com", "www.meetup.com"):
        group = _MEETUP.match(parts.path)
        if group and group[1] not in _MEETUP_PAGES:
            return f"https://www.meetup.com/{group[1]}/events/ical/"
    if host == _GOOGLE and (found := google_calendars(address)):
        return combined_address(found)
    return address


def google_calendars(address: str) -> list[str]:
    """Give the calendars that an embedded Google calendar shows."""
    parts = urlsplit(address)
    asked = parse_qs(parts.query) if parts.hostname == _GOOGLE else {}
    names = dict.fromkeys((*asked.get("src", []), *asked.get("cid", [])))
    return [f"{_ICAL}{quote(name, safe='')}{_PUBLIC}" for name in names][:MAX_CALENDARS]


def combined_address(calendars: Sequence[str]) -> str:
    """Give one address for a few Google calendars, as `google_calendars` reads it again.

    One stays as it is.
    """
    names = [each.removeprefix(_ICAL).removesuffix(_PUBLIC) for each in calendars]
    return (
        calendars[0]
        if len(calendars) == 1
        else f"https://{_GOOGLE}/calendar/embed?src=" + "&src=".join(names)
    )


def luma_calendar(name: str) -> str:
    """Give the feed of a Luma calendar, or of all that Luma lists in a town, by its id."""
    kind = "discover" if name.startswith("discplace-") else "calendar"
    return f"https://api.lu.ma/ics/get?entity={kind}&id={name}"


def resolve_link(address: str, path: str) -> str:
    """Give the address of a path that an address points to, or nothing where it cannot be
    opened."""
    try:
        return read_address(urljoin(address, path.strip()))
    except ValueError:
        return ""
