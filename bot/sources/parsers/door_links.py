"""Links of a page to a calendar that a well-known service keeps for those who made it."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from bot.sources import doors
from bot.sources.addresses import luma_calendar, resolve_link
from bot.sources.parsers.markup import attribute_of
from bot.sources.parsers.model import AlternateLink
from bot.ui.text import host_of

MAX_LINKS = 2_000  # of one page
HEAD_LENGTH = 200_000  # characters of a page in which its builder is recognised

_LIBCAL_NUMBER = re.compile(
    r"(?:[?&]cid=|\bcal(?:endar)?_?id[\"']?\s{0,3}[:=]\s{0,3}[\"']?)(\d{2,9})"
)
_CIVIC_FEED = re.compile(r"/icalendar\.aspx\?.*\bfeed=calendar", re.IGNORECASE)
_CIVIC_NEWS = "/RSSFeed.aspx?ModID=58&CID=All-calendar.xml"


def find_doors(page: LexborHTMLParser, text: str, address: str) -> Iterator[AlternateLink]:
    """Yield the calendars behind a page's links, frames and widgets.

    Of groups elsewhere only the one that a page is about: two are somebody else's.
    """
    groups: dict[str, None] = {}
    profiles: dict[str, None] = {}
    for target in _targets(page, address):
        behind = resolve_link(address, doors.calendar_behind(target))
        if behind and behind != address:
            yield AlternateLink("ics", behind)
        elif _CIVIC_FEED.search(target):
            yield AlternateLink("ics", target)
        elif doors.luma_name(target) and doors.is_luma(target):
            yield AlternateLink("luma", luma_calendar(doors.luma_name(target)))
        elif group := doors.meetup_group(target):
            groups[group.lower()] = None
        elif profile := doors.luma_page(target):
            profiles[profile] = None

    yield from _widgets(page, text, address)
    if host_of(address) in (*doors.LUMA_HOSTS, "meetup.com"):
        return
    if len(groups) == 1:
        yield from (AlternateLink("club", doors.meetup_calendar(group)) for group in groups)
    if len(profiles) == 1:
        yield from (AlternateLink("club", profile) for profile in profiles)


def _targets(page: LexborHTMLParser, address: str) -> Iterator[str]:
    for node in page.css("a[href], iframe[src]")[:MAX_LINKS]:
        name = "src" if node.tag == "iframe" else "href"
        target = resolve_link(address, attribute_of(node, name))
        if target:
            yield target


def _widgets(page: LexborHTMLParser, text: str, address: str) -> Iterator[AlternateLink]:
    for node in page.css("[data-tockify-calendar]")[:3]:
        name = attribute_of(node, "data-tockify-calendar").strip().lower()
        feed = doors.calendar_behind(f"https://tockify.com/{name}")
        if feed:
            yield AlternateLink("ics", feed)

    head = text[:HEAD_LENGTH]
    if host_of(address).endswith(".libcal.com"):
        number = _LIBCAL_NUMBER.search(head)
        if number:
            feed = f"/ical_subscribe.php?src=p&cid={number[1]}"
            yield AlternateLink("ics", resolve_link(address, feed))
    if "civicplus" in head.lower() and "calendar.aspx" in address.lower():
        yield AlternateLink("ics", resolve_link(address, _CIVIC_NEWS))
