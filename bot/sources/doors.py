"""Where well-known services keep the calendars of the pages that people share."""

import base64
import re
from binascii import Error as NotBase64
from urllib.parse import SplitResult, parse_qs, urlsplit

_OUTLOOK = ("outlook.live.com", "outlook.office.com", "outlook.office365.com")
_GOOGLE = ("calendar.google.com", "google.com", "www.google.com")
_SHARED_PAGE = re.compile(r"^(/owa/calendar/.{1,400}/(?:reach)?)(?:calendar|index)\.html$", re.I)
_TOCKIFY = re.compile(
    r"^/([a-z0-9_.-]{2,60})(?:/(?:agenda|monthly|pinboard|compact|event\w*).*)?/?$"
)
_TOCKIFY_PAGES = ("api", "i", "login", "signup", "blog", "help", "pricing", "features", "privacy")
_TEAMUP = re.compile(r"^/(?:c/)?(ks[a-z0-9]{8,24})(?:/|$)", re.IGNORECASE)
_CIVIC = re.compile(r"^(.*)/calendar\.aspx$", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,9}")
_LUMA_CALENDAR = re.compile(r"/(cal-[A-Za-z0-9]{8,40})\b")
_LUMA_PAGE = re.compile(r"/([a-zA-Z0-9_-]{3,60})/?")
_LUMA_PAGES = ("discover", "signin", "home", "pricing", "create", "about", "explore", "app")
LUMA_HOSTS = ("lu.ma", "luma.com")
_MEETUP_HOSTS = ("meetup.com", "www.meetup.com")
_MEETUP = re.compile(r"^/(?:[a-z]{2}-[A-Z]{2}/)?([A-Za-z0-9_-]+)(?:/|$)")
_MEETUP_PAGES = (
    "find", "topics", "cities", "apps", "help", "login", "register", "about", "pro", "blog", "home",
    "members", "lp", "media", "join", "start", "events",
)  # fmt: skip
# The parameters in which “add to my calendar” carries the address of a whole calendar.
_CARRIERS = ("cid", "url", "ics")


def calendar_behind(address: str) -> str:
    """Return the calendar that a well-known service keeps for a page, or an empty string."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    carried = _carried(parts, host)
    if carried:
        return carried
    if host in _OUTLOOK and (shared := _SHARED_PAGE.match(parts.path)):
        return f"https://{host}{shared[1]}calendar.ics"
    if host.endswith(".libcal.com"):
        return _libcal(parts, host)
    if host.removeprefix("www.") == "tockify.com":
        return _tockify(parts)
    if host.removeprefix("www.") == "teamup.com" and (key := _TEAMUP.match(parts.path)):
        return f"https://ics.teamup.com/feed/{key[1]}/0.ics"
    if host.endswith(".icloud.com") and parts.path.startswith("/published/"):
        return f"https://{host}{parts.path}"
    return _civic(parts)


def decode_google_id(name: str) -> str:
    """Return the id of a Google calendar, which links to share write in base64."""
    if "@" in name or not 8 <= len(name) <= 400:
        return name
    padded = name + "=" * (-len(name) % 4)
    try:
        decoded = base64.urlsafe_b64decode(padded).decode("ascii")
    except (NotBase64, UnicodeDecodeError, ValueError):
        return name
    return decoded if "@" in decoded and decoded.isprintable() else name


def luma_name(address: str) -> str:
    """Return the id of a Luma calendar that stands in its address, or an empty string."""
    match = _LUMA_CALENDAR.search(urlsplit(address).path)
    return match[1] if match else ""


def is_luma(address: str) -> bool:
    """Return whether an address is one of Luma's."""
    return (urlsplit(address).hostname or "").removeprefix("www.") in LUMA_HOSTS


def luma_page(address: str) -> str:
    """Return the page of a calendar or an event on Luma, or an empty string."""
    parts = urlsplit(address)
    match = _LUMA_PAGE.fullmatch(parts.path)
    if not is_luma(address) or match is None:
        return ""
    return "" if match[1] in _LUMA_PAGES else f"https://luma.com/{match[1]}"


def meetup_group(address: str) -> str:
    """Return the name of a group on Meetup, of any page of it, or an empty string."""
    parts = urlsplit(address)
    match = _MEETUP.match(parts.path)
    if parts.hostname not in _MEETUP_HOSTS or match is None:
        return ""
    return "" if match[1].lower() in _MEETUP_PAGES else match[1]


def meetup_calendar(group: str) -> str:
    """Return the calendar of a group on Meetup."""
    return f"https://www.meetup.com/{group}/events/ical/"


def _carried(parts: SplitResult, host: str) -> str:
    """Return the address that a link to add a whole calendar carries."""
    if host not in (*_OUTLOOK, *_GOOGLE, "calendar.yahoo.com"):
        return ""
    query = parse_qs(parts.query)
    for name in _CARRIERS:
        for value in query.get(name, [])[:1]:
            scheme, mark, rest = value.partition("://")
            if mark and scheme.lower() in ("http", "https", "webcal", "webcals"):
                secure = "http" if scheme.lower() == "http" else "https"
                return f"{secure}://{rest}"
    return ""


def _libcal(parts: SplitResult, host: str) -> str:
    number = next(iter(parse_qs(parts.query).get("cid", [])), "")
    if _NUMBER.fullmatch(number) and not parts.path.endswith(".php"):
        return f"https://{host}/ical_subscribe.php?src=p&cid={number}"
    return ""


def _tockify(parts: SplitResult) -> str:
    match = _TOCKIFY.match(parts.path)
    if match is None or match[1] in _TOCKIFY_PAGES:
        return ""
    return f"https://tockify.com/api/feeds/ics/{match[1]}"


def _civic(parts: SplitResult) -> str:
    """Return the calendar of a category on a site made with CivicPlus."""
    match = _CIVIC.match(parts.path)
    query = {name.lower(): values[0] for name, values in parse_qs(parts.query).items()}
    numbers = _NUMBER.match(query.get("cid", ""))
    if match is None or numbers is None:
        return ""
    feed = f"/common/modules/iCalendar/iCalendar.aspx?catID={numbers[0]}&feed=calendar"
    return f"{parts.scheme}://{parts.netloc}{match[1]}{feed}"
