"""Read the JSON-LD of a page: its schema.org events, wherever they are nested."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from bot.sources.parsers.json_feeds import JsonObject, parse_json
from bot.sources.parsers.model import UnreadableDocument

MAX_EVENTS_MARKED = 500
MAX_DEPTH = 12  # lists within lists

_NESTING_PROPERTIES = (
    "@graph",
    "dataFeedElement",
    "event",
    "events",
    "hasCourseInstance",
    "item",
    "itemListElement",
    "mainEntity",
    "subEvent",
)
_EVENT_TYPES = ("Event", "Festival", "Hackathon", "CourseInstance")
_NO_GATHERING = ("BroadcastEvent", "DeliveryEvent", "OnDemandEvent", "PublicationEvent")

# A string, which is kept, or what JSON has no room for: a comment, a comma before a bracket.
_STRING_OR_EXTRA = re.compile(r'("(?:[^"\\]|\\.)*")|//[^\n\r]*|/\*.*?\*/|,(?=\s*[}\]])', re.DOTALL)
_LINE_BREAKS = str.maketrans("\n\r\t", "   ")


def read_json_ld(page: LexborHTMLParser) -> list[JsonObject]:
    """Return the events of all JSON-LD scripts; a script that cannot be read is passed over."""
    events: list[JsonObject] = []
    for node in page.css('script[type^="application/ld+json"]'):
        try:
            events += _events_in(_parse_script(node.text(deep=True)), MAX_DEPTH)
        except UnreadableDocument:
            continue
    return events[:MAX_EVENTS_MARKED]


def is_event_type(kinds: object) -> bool:
    """Return whether a schema.org type, or one of a list of them, is that of a gathering."""
    names = kinds if isinstance(kinds, list) else [kinds]
    return any(
        str(name).endswith(_EVENT_TYPES) and not str(name).endswith(_NO_GATHERING) for name in names
    )


def _parse_script(script: str) -> object:
    """Parse a script as it is, or without what people write into it by hand."""
    script = _unwrapped(script)
    try:
        return parse_json(script.translate(_LINE_BREAKS))
    except UnreadableDocument:
        # Comments go first: a comma may stand before one.
        tidy = _STRING_OR_EXTRA.sub(_keep_string, _STRING_OR_EXTRA.sub(_keep_string, script))
        return parse_json(tidy.translate(_LINE_BREAKS).strip().rstrip(";"))


def _keep_string(match: re.Match[str]) -> str:
    return match[1] or " "


def _unwrapped(script: str) -> str:
    """Remove the comment that hides a script from very old browsers."""
    script = script.strip().removeprefix("<!--").removesuffix("-->").strip()
    script = script.removeprefix("//<![CDATA[").removesuffix("//]]>")
    return script.removeprefix("<![CDATA[").removesuffix("]]>")


def _events_in(data: object, depth: int) -> Iterator[JsonObject]:
    """Walk nested JSON-LD, and yield the objects whose type is an event."""
    if not depth:
        return
    if isinstance(data, list):
        for item in data:
            yield from _events_in(item, depth - 1)
    elif isinstance(data, dict):
        if is_event_type(data.get("@type")):
            yield data
        for name in _NESTING_PROPERTIES:
            yield from _events_in(data.get(name), depth - 1)
