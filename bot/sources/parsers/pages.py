"""Read a web page: its own events, and the ways to a calendar that it points to."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from bot.sources.addresses import (
    MAX_CALENDARS,
    calendar_of,
    combined_address,
    google_calendars,
    host_of,
    luma_calendar,
    resolve_link,
)
from bot.sources.ics.components import decode_text
from bot.sources.parsers import sanitise
from bot.sources.parsers.model import AlternateLink, Document, ParseResult, UnreadableDocument
from bot.sources.parsers.structured_data import read_structured_data

MAX_ENTRIES = 40  # events of a listing that are looked up one by one
MAX_ALTERNATES = 8
MAX_DEPTH = 300  # tags within tags, of those that people close

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
_CHAMBER = re.compile(r"^(.*/events?)/details?/([^/?#]+)", re.IGNORECASE)
_WHOLE = re.compile(r"subscri|all events|whole calendar|abonn", re.IGNORECASE)
# What is tried first comes first.
_ORDER = ("meetup", "luma", "google", "tribe", "squarespace", "localist", "ics", "entry", "rss")


def read_page(document: Document) -> ParseResult:
    """Read a page's events and the ways to better ones.

    A page that only asks for a password says so.
    """
    text = decode_text(document.body)
    _judge(text)
    page = LexborHTMLParser(text)
    events = read_structured_data(page, document)
    ways = sorted(
        dict.fromkeys(_alternates(page, text, document.address)),
        key=lambda way: _ORDER.index(way.kind),
    )
    listed = [way for way in ways if way.kind == "entry"][:MAX_ENTRIES]
    others = [way for way in ways if way.kind != "entry" and way.address != document.address][
        :MAX_ALTERNATES
    ]
    title = page.css_first("title")
    locked = page.css_first('input[type="password"]') is not None
    return ParseResult(
        kind="listing" if listed and not others else "page",
        title=sanitise.strip_markup(title.text() if title else "", 100),
        events=events,
        alternates=(*others, *listed),
        fault="login" if locked and not events and not ways else "",
        detail="a page that asks for a password" if locked else "",
    )


def _judge(text: str) -> None:
    """Refuse tags so deep within others that finding anything among them takes for ever."""
    depth = 0
    for match in _NESTED.finditer(text):
        depth = max(0, depth - 1) if match[1] else depth + 1
        if depth > MAX_DEPTH:
            raise UnreadableDocument("unreadable", f"tags more than {MAX_DEPTH} deep")


def _alternates(page: LexborHTMLParser, text: str, address: str) -> Iterator[AlternateLink]:
    host = host_of(address)
    if calendar_of(address) != address:
        yield AlternateLink("meetup" if host == "meetup.com" else "google", calendar_of(address))
    yield from _embedded(page, text, address, host)
    yield from _known_sites(text, address)
    yield from _announced(page, address)
    yield from _linked(page, address)


def _embedded(
    page: LexborHTMLParser, text: str, address: str, host: str
) -> Iterator[AlternateLink]:
    frames = [
        resolve_link(address, frame.attributes.get("src") or "")
        for frame in page.css("iframe[src]")
    ]
    if shown := list(dict.fromkeys(each for source in frames for each in google_calendars(source))):
        yield AlternateLink("google", combined_address(shown[:MAX_CALENDARS]))
    for source in frames:
        if host_of(source) in ("lu.ma", "luma.com"):
            yield from (
                AlternateLink("luma", luma_calendar(name)) for name in _LUMA.findall(source)[:1]
            )
    if host in ("lu.ma", "luma.com"):
        # A town's page shows the calendars of many.
        names = _LUMA_TOWN.findall(text) or _LUMA.findall(text)
        yield from (AlternateLink("luma", luma_calendar(name)) for name in names[:1])


def _known_sites(text: str, address: str) -> Iterator[AlternateLink]:
    head = text[:200_000].lower()
    if "tribe-events" in head or "the-events-calendar" in head:
        yield AlternateLink(
            "tribe", resolve_link(address, "/wp-json/tribe/events/v1/events?per_page=50")
        )
        yield AlternateLink("ics", resolve_link(address, "/events/?ical=1"))
    if "squarespace_context" in head or "static1.squarespace.com" in head:
        yield AlternateLink(
            "squarespace", resolve_link(address, urlsplit(address).path + "?format=json")
        )
    if "localist" in head:
        yield AlternateLink("localist", resolve_link(address, "/api/2/events?days=90&pp=100"))


def _announced(page: LexborHTMLParser, address: str) -> Iterator[AlternateLink]:
    kinds = {"text/calendar": "ics", "application/rss+xml": "rss", "application/atom+xml": "rss"}
    for link in page.css('link[rel~="alternate"][href]'):
        kind = kinds.get((link.attributes.get("type") or "").partition(";")[0].strip().lower())
        target = resolve_link(address, link.attributes.get("href") or "")
        if kind and target:
            yield AlternateLink(kind, target)


def _linked(page: LexborHTMLParser, address: str) -> Iterator[AlternateLink]:
    """Tell a link to one calendar from a listing whose every event has a file of its own."""
    files: list[str] = []
    for link in page.css("a[href]"):
        told = (link.attributes.get("href") or "").strip()
        target = resolve_link(address, told)
        if not target:
            continue
        if told.lower().startswith(("webcal:", "webcals:")):
            yield AlternateLink("ics", target)
        elif (chamber := _CHAMBER.match(target)) and _is_chamber(page):
            files.append(f"{chamber[1]}/ICal/{chamber[2]}.ics")
        elif _ONE_EVENT.search(target):
            if _WHOLE.search(link.text()):
                yield AlternateLink("ics", target)
            else:
                files.append(target)
        else:
            yield from (AlternateLink("google", each) for each in google_calendars(target))
    files = list(dict.fromkeys(files))
    yield from (
        AlternateLink("ics" if len(files) == 1 and not _CHAMBER.match(files[0]) else "entry", each)
        for each in files
    )


def _is_chamber(page: LexborHTMLParser) -> bool:
    html = (page.html or "")[:200_000].lower()
    return "growthzone" in html or "chambermaster" in html
