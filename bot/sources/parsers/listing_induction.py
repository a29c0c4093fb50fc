"""Read the events that a page lists for people alone: repeated blocks with a date and a title.

Each is read with certainty, or guessed: whoever saves the page sees which.
"""

import datetime as dt
from urllib.parse import urljoin

from msgspec import Struct, structs
from selectolax.lexbor import LexborHTMLParser

from bot.dates.local_time import local_date
from bot.sources.parsers import sanitise, timestamps
from bot.sources.parsers.date_mentions import DateContext, DateMention
from bot.sources.parsers.json_feeds import is_in_window
from bot.sources.parsers.line_facts import LineFacts
from bot.sources.parsers.listing_doubts import mark_doubtful
from bot.sources.parsers.markup import attribute_of
from bot.sources.parsers.model import Certainty, Document, ParsedEvent
from bot.sources.parsers.page_lines import read_lines
from bot.sources.parsers.page_records import (
    Record,
    divide_by_hours,
    find_records,
    read_all_facts,
)
from bot.sources.parsers.page_words import END_LINE, HOUR_OF_ALL, NO_EVENT, OFF, SOMETIMES
from bot.sources.parsers.record_names import column_roles, link_of, name_of, place_of, table_of
from bot.sources.parsers.time_mentions import TimeSpan, begins_at
from bot.sources.parsers.timestamps import DateOrTime

MAX_INDUCED = 300  # events of one page
MIN_DAYS = 2  # past days that make a page one of past events
MAX_GUESSES = 5  # dates that belong to nothing


class _Found(Struct, frozen=True):
    starts: DateOrTime
    ends: DateOrTime | None
    mention: DateMention


def induce_events(page: LexborHTMLParser, document: Document) -> tuple[ParsedEvent, ...]:
    """Return the events that the text of a page lists, the soonest first."""
    facts = _read_facts(page, document)
    records = mark_doubtful(find_records(facts), facts, _language(page, document)[0])
    usual = _usual_hours(facts, records)
    tables = column_roles(facts)
    events: dict[tuple[str, dt.datetime], ParsedEvent] = {}
    for whole in records:
        for record in divide_by_hours(structs.replace(whole, usual=usual)):
            for event in _events_of(record, tables.get(table_of(record), {}), document):
                if is_in_window(event, document.now) and len(events) < MAX_INDUCED:
                    events.setdefault((event.title.casefold(), event.starts_at), event)
    found = list(events.values()) or _lone_dates(page, facts, document)
    return tuple(sorted(_with_own_uids(found), key=lambda each: each.starts_at))


def is_over(page: LexborHTMLParser, document: Document) -> bool:
    """Return whether the lines of a page name several days, and all of them are past."""
    today = local_date(document.now, document.zone)
    mentions = [fact.mentions[0] for fact in _read_facts(page, document) if fact.mentions]
    days = {mention.days[-1] for mention in mentions if mention.firm}
    return len(days) >= MIN_DAYS and max(days) < today


def _read_facts(page: LexborHTMLParser, document: Document) -> list[LineFacts]:
    context = DateContext(local_date(document.now, document.zone), *_language(page, document))
    return read_all_facts(read_lines(page), context)


def _lone_dates(
    page: LexborHTMLParser, facts: list[LineFacts], document: Document
) -> list[ParsedEvent]:
    """Return guesses for dates that belong to nothing: the title above each, or the page's."""
    title = page.css_first("title")
    name = sanitise.strip_markup(title.text() if title else "", 100)
    guesses: list[ParsedEvent] = []
    for fact in facts:
        if fact.leads and fact.titled:
            name = fact.rests[0]
        for mention in fact.mentions[:1]:
            record = Record((fact,), fact)
            found = _times_of(record)[0]
            begins, over, all_day = timestamps.event_span(found.starts, found.ends, document.zone)
            guess = ParsedEvent(
                "",
                name or sanitise.UNTITLED,
                begins,
                over,
                document.zone,
                all_day=all_day,
                link=document.address,
                certainty="guessed",
            )
            if mention.firm and begins > document.now and is_in_window(guess, document.now):
                guesses.append(guess)
    return guesses[:MAX_GUESSES]


def _language(page: LexborHTMLParser, document: Document) -> tuple[str, bool | None]:
    """Return the language of a page, and whether its numeric dates have their month first."""
    root = page.css_first("html")
    words = attribute_of(root, "lang").lower() if root is not None else ""
    language = words[:2]
    if words.startswith("en-us") or (language in ("", "en") and "America/" in document.zone):
        return language, True
    if language not in ("", "en") or words.startswith(("en-gb", "en-ie", "en-au", "en-nz")):
        return language, False
    return language, False if document.zone.startswith(("Europe/", "Australia/")) else None


def _events_of(record: Record, roles: dict[int, str], document: Document) -> list[ParsedEvent]:
    title, clear = name_of(record, roles)
    if not title:
        return []
    place = sanitise.clean_place(place_of(record, roles, title))
    target = link_of(record, title)
    link = sanitise.clean_link(urljoin(document.address, target)) if target else ""
    badge = _badge_of(record)
    remark = sanitise.title_remark(f"{badge}: {title}" if badge else title)
    title, struck = sanitise.clean_title(title)

    events: list[ParsedEvent] = []
    for found in _times_of(record):
        try:
            begins, over, all_day = timestamps.event_span(found.starts, found.ends, document.zone)
        except (ValueError, OverflowError):
            continue
        events.append(
            ParsedEvent(
                uid=link,
                title=title,
                starts_at=begins,
                ends_at=over,
                zone=document.zone,
                all_day=all_day,
                place=place,
                link=link or document.address,
                cancelled=struck or bool(badge),
                listed_as=remark,
                certainty=_certainty(record, title, found, clear=clear),
            )
        )
    return events


def _badge_of(record: Record) -> str:
    """Return the words beside a title that say that its event is off, or put off."""
    for fact in record.facts:
        for words in (fact.line.text, *(run.text for run in fact.line.runs)):
            if OFF.fullmatch(words):
                return words.strip()
    return ""


def _times_of(record: Record) -> list[_Found]:
    """Return when an event of a record takes place; several times if it says so."""
    hours = begins_at(_hours_of(record)) or list(record.usual)
    found: list[_Found] = []
    for mention in _with_end(record):
        found += _of_mention(mention, hours)
    for fact in record.facts:
        if fact.mentions and fact.times and not fact.titled and fact is not record.dated:
            found += _of_mention(fact.mentions[0], begins_at(fact.times))
    return found


def _usual_hours(facts: list[LineFacts], records: list[Record]) -> tuple[TimeSpan, ...]:
    """Return the hour that a page names for all its events, if it names just one."""
    within = {fact.line.number for record in records for fact in record.facts}
    spans = [
        span
        for fact in facts
        if fact.line.number not in within and HOUR_OF_ALL.search(fact.line.text)
        for span in begins_at(fact.times)
    ]
    return tuple(spans[:1]) if len({span.starts for span in spans}) == 1 else ()


def _of_mention(mention: DateMention, hours: list[TimeSpan]) -> list[_Found]:
    if mention.last is not None:
        return [_of_several_days(mention.days[0], mention, hours)]
    found: list[_Found] = []
    for day in mention.days:
        found += [_of_one_day(day, hour, mention) for hour in hours]
        if not hours:
            found.append(_Found(day, None, mention))
    return found


def _with_end(record: Record) -> list[DateMention]:
    """Return the dates in the line of a record, to the end that another line names."""
    first, *others = record.dated.mentions
    for fact in record.facts:
        if fact is record.dated or not fact.mentions or not END_LINE.match(fact.line.text):
            continue
        last = fact.mentions[0].days[0]
        if not others and first.last is None and last > first.days[0]:
            return [structs.replace(first, last=last)]
    return [first, *others]


def _hours_of(record: Record) -> list[TimeSpan]:
    """Return the hours in the line of the date, or else in the first other line with any."""
    own = [] if record.inherited else record.dated.times
    labelled = [span for fact in record.facts for span in fact.times if span.role == "start"]
    if own and not any(span.role == "doors" for span in own):
        return own
    if labelled:
        return labelled[:1]
    if own:
        after = [span for fact in record.facts for span in fact.times if span.role != "doors"]
        return after[:1] or own
    first: list[TimeSpan] = []
    for fact in record.facts:
        if fact.times and not (first and any(span.role != "doors" for span in first)):
            first = [*first, *fact.times]
    return first


def _of_one_day(day: dt.date, hour: TimeSpan, mention: DateMention) -> _Found:
    starts = dt.datetime.combine(day, hour.starts)
    if hour.ends is None:
        return _Found(starts, None, mention)
    ends = dt.datetime.combine(day, hour.ends)
    if ends <= starts:
        ends += dt.timedelta(days=1)
    return _Found(starts, ends, mention)


def _of_several_days(day: dt.date, mention: DateMention, hours: list[TimeSpan]) -> _Found:
    """Return a span of days; with hours, it begins at the first and ends at the last of them."""
    last = mention.last or day
    if not hours:
        return _Found(day, last + dt.timedelta(days=1), mention)
    starts = dt.datetime.combine(day, hours[0].starts)
    ends = dt.datetime.combine(last, hours[0].ends or dt.time(23, 59))
    return _Found(starts, ends, mention)


def _certainty(record: Record, title: str, found: _Found, *, clear: bool) -> Certainty:
    """Return whether what was read of a record may be told, or is to be looked at first."""
    mention = found.mention
    if (
        mention.odd
        or record.doubtful
        or NO_EVENT.search(title)
        or SOMETIMES.search(record.dated.line.text)
    ):
        return "guessed"
    if len(record.dated.mentions) > 1 or len(title) < 3:
        return "guessed"
    with_hour = isinstance(found.starts, dt.datetime)
    if record.peers < 2 and not (clear and mention.firm and with_hour):
        return "guessed"
    if not (clear or record.peers >= 2) or _is_sentence(record):
        return "guessed"
    return "read"


def _is_sentence(record: Record) -> bool:
    """Return whether a date stands within running text."""
    line = record.dated.line.text
    mention = record.dated.mentions[0]
    return mention.start > 80 and len(line) > 200


def _with_own_uids(events: list[ParsedEvent]) -> list[ParsedEvent]:
    """Key events by their links, if each has one of its own, or else by their content."""
    links = [event.uid for event in events]
    keyed: list[ParsedEvent] = []
    for event in events:
        uid = event.uid if event.uid and links.count(event.uid) == 1 else ""
        uid = uid or sanitise.content_uid(event.title, event.starts_at)
        keyed.append(structs.replace(event, uid=uid))
    return keyed
