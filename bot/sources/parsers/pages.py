"""Parse a web page: its own events, and links to calendars that may hold them in a better form."""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from msgspec import structs
from selectolax.lexbor import LexborHTMLParser

from bot.sources.addresses import (
    MAX_CALENDARS,
    calendar_of,
    combined_address,
    google_calendars,
    luma_calendar,
    resolve_link,
)
from bot.sources.doors import LUMA_HOSTS, calendar_behind
from bot.sources.ics.components import decode_text
from bot.sources.parsers import sanitise
from bot.sources.parsers.door_links import find_doors
from bot.sources.parsers.listing_induction import is_over
from bot.sources.parsers.markup import attribute_of
from bot.sources.parsers.model import (
    AlternateLink,
    Document,
    Fault,
    ParsedEvent,
    ParseResult,
    UnreadableDocument,
)
from bot.sources.parsers.obstacles import find_obstacle
from bot.sources.parsers.structured_data import read_events_of_page
from bot.ui.text import host_of

MAX_ENTRIES = 40  # calendar files of single events that are fetched one by one
MAX_ALTERNATES = 8
HEAD_LENGTH = 200_000  # characters of a page in which its builder is recognised
MAX_DEPTH = 300  # tags within tags, of those that people close

MIN_EVENT_PAGES = 2  # links to pages of events that make a list of them

_HEAD_BYTES = 4_000  # of a page, in which it names its encoding
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,40})", re.I)
_EVENT_PAGE = re.compile(
    r"/(?:events?|event-details?|e|veranstaltung(?:en)?|termine?|agenda|kalender|calendar|whats-on"
    r"|[ée]v[ée]nements?|manifestations?|eventos?|eventi|evenementen|activiteiten|programm?e?)"
    r"/(?:[^/]+/){0,4}[^/]+/?$",
    re.IGNORECASE,
)
_NO_EVENT_PAGE = re.compile(
    r"/(?:page|category|categories|tags?|list|month|week|day|today|map|photo|search|feed|login"
    r"|submit|add|new|venue|organi[sz]er|archive|past)(?:/|$)|/20\d\d(?:-\d\d)?(?:-\d\d)?/?$"
    r"|\.(?:ics|xml|rss|pdf|jpe?g|png|css|js)$",
    re.IGNORECASE,
)
_UNCLOSED = (
    "area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr"
    "|p|li|dt|dd|td|th|tr|tbody|thead|option|path"
)
_NESTED = re.compile(rf"<(/?)(?!(?:{_UNCLOSED})\b)[a-z][a-z0-9]*\b(?![^<>]*/>)", re.IGNORECASE)
_LUMA = re.compile(r"\bcal-[A-Za-z0-9]{8,40}\b")
_LUMA_TOWN = re.compile(
    r'"kind":\s?"discover-place".{0,2000}?"(discplace-[A-Za-z0-9]{8,40})"', re.DOTALL
)
_ONE_EVENT = re.compile(
    r"\.ics(?:$|\?)|[?&](?:format=ical|ical=1)\b|/ical/?$|/addtocalendar/", re.IGNORECASE
)
_CHAMBER_EVENT = re.compile(r"^(.*/events?)/details?/([^/?#]+)", re.IGNORECASE)
_WHOLE_CALENDAR = re.compile(r"subscri|all events|whole calendar|abonn", re.IGNORECASE)
# The kinds of alternates, the best first.
_FEED_KINDS = {
    "text/calendar": "ics",
    "application/rss+xml": "rss",
    "application/atom+xml": "rss",
}
_ORDER = (
    "meetup", "luma", "google", "tribe", "squarespace", "localist", "ics", "club", "entry", "rss",
)  # fmt: skip
# What may be another's, or posts: the pages of a list's own events are looked at besides.
_WEAK = ("club", "rss")


def read_page(document: Document) -> ParseResult:
    """Return a page's events and its alternates, or what keeps Mingle from reading it."""
    text = decode_text(document.body, document.charset or _declared_charset(document.body))
    _check_nesting(text)
    page = LexborHTMLParser(text)
    document = structs.replace(document, address=_base_address(page, document.address))
    events = read_events_of_page(page, document)

    alternates = sorted(
        dict.fromkeys(_alternates(page, text, document.address)),
        key=lambda alternate: _ORDER.index(alternate.kind),
    )
    if all(alternate.kind in _WEAK for alternate in alternates):
        alternates = [*_pages_of(events, page, document.address), *alternates]
    entries = [alternate for alternate in alternates if alternate.kind == "entry"][:MAX_ENTRIES]
    calendars = [
        alternate
        for alternate in alternates
        if alternate.kind != "entry" and alternate.address != document.address
    ][:MAX_ALTERNATES]

    title = page.css_first("title")
    fault: Fault = ""
    if not events and not alternates:
        fault = find_obstacle(page, text) or ("over" if is_over(page, document) else "")
    elif not alternates and not any(event.sure for event in events):
        fault = "dates"
    return ParseResult(
        kind="listing" if entries and not (events or calendars) else "page",
        title=sanitise.strip_markup(title.text() if title else "", 100),
        events=events,
        alternates=(*calendars, *entries),
        fault=fault,
        detail=f"seen on the page: {fault}" if fault else "",
    )


def _declared_charset(body: bytes) -> str:
    match = _CHARSET.search(body[:_HEAD_BYTES])
    return match[1].decode("ascii") if match else ""


def _base_address(page: LexborHTMLParser, address: str) -> str:
    """Return the address that the links of a page are relative to."""
    base = page.css_first("base[href]")
    if base is None:
        return address
    return resolve_link(address, attribute_of(base, "href")) or address


def _pages_of(
    events: Sequence[ParsedEvent], page: LexborHTMLParser, address: str
) -> list[AlternateLink]:
    """Return the pages of the single events that were read from the text of a list."""
    if any(event.certainty == "stated" for event in events):
        return []
    links = [event.link for event in events if event.link != address]
    own = [link for link in dict.fromkeys(links) if host_of(link) == host_of(address)]
    if len(own) >= MIN_EVENT_PAGES:
        return [AlternateLink("entry", link) for link in own]
    return [] if any(event.sure for event in events) else _event_pages(page, address)


def _event_pages(page: LexborHTMLParser, address: str) -> list[AlternateLink]:
    """Return the pages of single events that a list links to, if there are several."""
    links: dict[str, None] = {}
    for node in page.css("a[href]"):
        target = resolve_link(address, attribute_of(node, "href"))
        if not target or host_of(target) != host_of(address) or target == address:
            continue
        path = urlsplit(target).path
        if _EVENT_PAGE.search(path) and not _NO_EVENT_PAGE.search(path):
            links[target.partition("#")[0]] = None

    if len(links) < MIN_EVENT_PAGES:
        return []
    return [AlternateLink("entry", link) for link in links]


def _check_nesting(text: str) -> None:
    """Raise UnreadableDocument for tags nested so deeply that searching them takes for ever."""
    depth = 0
    for match in _NESTED.finditer(text):
        depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > MAX_DEPTH:
            raise UnreadableDocument("unreadable", f"tags more than {MAX_DEPTH} deep")


def _alternates(page: LexborHTMLParser, text: str, address: str) -> Iterator[AlternateLink]:
    calendar = calendar_of(address)
    if calendar != address:
        kind = "meetup" if host_of(address) == "meetup.com" else "google"
        yield AlternateLink(kind, calendar)

    yield from _embedded_frames(page, address)
    if host_of(address) in LUMA_HOSTS:
        # A town's page shows the calendars of many.
        yield from _luma_alternates(_LUMA_TOWN.findall(text) or _LUMA.findall(text))
    yield from _known_sites(text, address)
    yield from _announced(page, address)
    yield from _linked(page, address)
    yield from find_doors(page, text, address)


def _embedded_frames(page: LexborHTMLParser, address: str) -> Iterator[AlternateLink]:
    frames: list[str] = []
    calendars: dict[str, None] = {}
    for node in page.css("iframe[src]"):
        frame = resolve_link(address, attribute_of(node, "src"))
        frames.append(frame)
        calendars.update(dict.fromkeys(google_calendars(frame)))

    if calendars:
        yield AlternateLink("google", combined_address(list(calendars)[:MAX_CALENDARS]))
    for frame in frames:
        if host_of(frame) in LUMA_HOSTS:
            yield from _luma_alternates(_LUMA.findall(frame))


def _luma_alternates(names: Sequence[str]) -> Iterator[AlternateLink]:
    for name in names[:1]:
        yield AlternateLink("luma", luma_calendar(name))


def _known_sites(text: str, address: str) -> Iterator[AlternateLink]:
    """Yield the event APIs of site builders that are recognised by their markup."""
    head = text[:HEAD_LENGTH].lower()
    if "tribe-events" in head or "the-events-calendar" in head:
        api = "/wp-json/tribe/events/v1/events?per_page=50"
        yield AlternateLink("tribe", resolve_link(address, api))
        yield AlternateLink("ics", resolve_link(address, "/events/?ical=1"))
    if "squarespace_context" in head or "static1.squarespace.com" in head:
        same_page = urlsplit(address).path + "?format=json"
        yield AlternateLink("squarespace", resolve_link(address, same_page))
    if "localist" in head:
        yield AlternateLink("localist", resolve_link(address, "/api/2/events?days=90&pp=100"))


def _announced(page: LexborHTMLParser, address: str) -> Iterator[AlternateLink]:
    """Yield the feeds that the head of a page announces (`rel=alternate`)."""
    for link in page.css('link[rel~="alternate"][href]'):
        media_type = attribute_of(link, "type").partition(";")[0].strip().lower()
        kind = _FEED_KINDS.get(media_type)
        target = resolve_link(address, attribute_of(link, "href"))
        if kind and target:
            yield AlternateLink(kind, target)


def _linked(page: LexborHTMLParser, address: str) -> Iterator[AlternateLink]:
    """Yield linked calendars, and the calendar files of single events.

    The only file of a page is its calendar, unless its address is that of one event.
    """
    files: dict[str, None] = {}
    for link in page.css("a[href]"):
        reference = attribute_of(link, "href").strip()
        target = resolve_link(address, reference)
        if not target or calendar_behind(target):
            continue

        is_file = _ONE_EVENT.search(target) is not None
        chamber_file = _chamber_file(page, target)
        if reference.lower().startswith(("webcal:", "webcals:")):
            yield AlternateLink("ics", target)
        elif chamber_file:
            files[chamber_file] = None
        elif is_file and _WHOLE_CALENDAR.search(link.text()):
            yield AlternateLink("ics", target)
        elif is_file:
            files[target] = None
        else:
            for calendar in google_calendars(target):
                yield AlternateLink("google", calendar)

    kind = "entry"
    if len(files) == 1 and not any(map(_CHAMBER_EVENT.match, files)):
        kind = "ics"
    for file in files:
        yield AlternateLink(kind, file)


def _chamber_file(page: LexborHTMLParser, target: str) -> str:
    """Return the calendar file of an event on a chamber of commerce's site, or an empty string."""
    event = _CHAMBER_EVENT.match(target)
    if event and _is_chamber(page):
        return f"{event[1]}/ICal/{event[2]}.ics"
    return ""


def _is_chamber(page: LexborHTMLParser) -> bool:
    html = (page.html or "")[:HEAD_LENGTH].lower()
    return "growthzone" in html or "chambermaster" in html
