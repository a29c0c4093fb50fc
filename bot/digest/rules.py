"""Which events a digest lists, and which of them its card shows."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

from msgspec import Struct

from bot.core.subjects import Subject
from bot.dates.local_time import local_date
from bot.dates.periods import Period
from bot.dates.recurrence import Schedule, weekly_rule
from bot.dates.working_time import WorkingTime
from bot.events.rules import Event, days_of
from bot.people.meanings import find_in_title, merge_meanings
from bot.people.topics import split_words, stem_words
from bot.people.towns import town_key
from bot.ui.speech import mark

DIGEST_HORIZON = dt.timedelta(days=14)
# How far ahead Mingle speaks of events, by their reach: two weeks, two months, nine months.
HORIZONS: Mapping[str, dt.timedelta] = {
    "local": DIGEST_HORIZON,
    "regional": dt.timedelta(days=62),
    "international": dt.timedelta(days=280),
}
MAX_OPEN_ENTRIES = 10  # events on the card, besides cancelled ones
MAX_ENTRIES = 16  # with cancelled ones
MAX_FAR_ENTRIES = 4  # events in the region, weeks ahead
REACH_LABELS = {
    "local": mark("in town"),
    "regional": mark("in the region"),
    "international": mark("international, and online"),
    "ours": mark("our own events"),  # which are always listed; with nothing else chosen, they alone
}
BUDGET_LEAD = dt.timedelta(weeks=12)  # before a gathering far away begins
EARLY_LEAD = dt.timedelta(weeks=3)  # before its early prices end
OWN_KINDS = ("happy_hour", "lunch", "gathering")

_PLACE_JOINTS = re.compile(r"[,;/|()\n·–—]")
_NUMBERS = re.compile(r"\b[\w-]*\d[\w-]*\b")


class Digest(Struct, frozen=True):
    """Which events a channel's digest lists; empty topics, towns or reaches mean any."""

    id: int
    workspace: str
    channel: str
    channel_name: str
    topics: tuple[str, ...]
    towns: tuple[str, ...]
    reaches: tuple[str, ...]
    zone: str
    paused: bool
    weekday: int = 0  # Monday
    time: str = "09:00"

    @property
    def subject(self) -> Subject:
        """The subject of its occurrences."""
        return Subject("digest-channel", self.id)

    @property
    def time_of_day(self) -> dt.time:
        """The local time at which it comes."""
        return dt.time.fromisoformat(self.time)

    def schedule_from(self, start: dt.date, working_time: WorkingTime) -> Schedule:
        """Return its schedule: once a week; on a day off, on the next working day."""
        rule = weekly_rule(self.weekday)
        return Schedule(rule, start, self.time_of_day, self.zone, working_time=working_time)

    def week_of(self, day: dt.date) -> dt.date:
        """Return the latest day up to this one on which it is planned."""
        return day - dt.timedelta(days=(day.weekday() - self.weekday) % 7)


class Issue(Struct, frozen=True):
    """The digest of one week, by the day on which it is due."""

    id: int
    workspace: str
    digest: int
    local_date: dt.date
    since: dt.datetime
    until: dt.datetime
    zone: str

    @property
    def subject(self) -> Subject:
        """The subject of its live card."""
        return Subject("digest", self.id)


class EntrySnapshot(Struct, frozen=True):
    """An event as it was when an issue took it in."""

    id: int
    issue: int
    event: int
    title: str
    place: str
    starts_at: dt.datetime
    fresh: bool


class DigestEntry(Struct, frozen=True):
    """An event, and its snapshot in an issue."""

    event: Event
    snapshot: EntrySnapshot


def fits_digest(digest: Digest, event: Event) -> bool:
    """Return whether a digest lists an event: a listed one that fits, or the channel's own."""
    if event.kind != "listed":
        return event.channel == digest.channel
    return in_reach(digest, event) and matches_topics(digest.topics, event)


def in_reach(digest: Digest, event: Event) -> bool:
    """Return whether an event's reach is wanted, and a local one's town too."""
    reach = event.reach or "local"
    if not is_about_reach(digest, reach):
        return False
    if reach != "local" or not digest.towns or not event.town:
        return True
    return town_key(event.town) in map(town_key, digest.towns)


class EventSubject(Struct, frozen=True):
    """What an event is about: topics by meaning, and the stems of its title."""

    topics: frozenset[str]
    title: str


def subject_of(event: Event) -> EventSubject:
    """Return what an event is about, as its topics and its title say it."""
    meanings = (merge_meanings(event.topics), find_in_title(event.title))
    topics = frozenset[str]().union(*(about.topics | about.broader for about in meanings))
    return EventSubject(topics, _padded_stems(event.title))


def matches_topics(topics: Iterable[str], event: Event) -> bool:
    """Return whether an event is about one of these topics, or a narrower one; none match all.

    Topics are compared by meaning: "ML" is machine learning, and jazz is music.
    """
    wanted = [topic for topic in topics if topic.strip()]
    return not wanted or topic_matcher(wanted)(subject_of(event))


def topic_matcher(wanted: Sequence[str]) -> Callable[[EventSubject], bool]:
    """Return a test whether one of these topics, or a narrower one, is what an event is about."""
    meant = merge_meanings(wanted).topics
    stems = [_padded_stems(topic) for topic in wanted]

    def matches(subject: EventSubject) -> bool:
        if not meant.isdisjoint(subject.topics):
            return True
        return any(words in subject.title for words in stems)

    return matches


def is_in_town(town: str, event: Event) -> bool:
    """Return whether an event is in a town, as its source or a part of its place names it.

    Where neither does, its title may: “DrupalCon Lisbon”.
    """
    key = town_key(town)
    if key in place_keys(event):
        return bool(key)
    named = _padded_stems(event.title) if not event.town else ""
    return bool(key) and _padded_stems(town) in named


def place_keys(event: Event) -> set[str]:
    """Return the keys of an event's town, its place, and the place's parts without numbers."""
    parts = [_NUMBERS.sub("", part) for part in _PLACE_JOINTS.split(event.place)]
    return {town_key(words) for words in (event.town, event.place, *parts)} - {""}


def is_about_reach(digest: Digest, reach: str) -> bool:
    """Return whether a digest lists events of a reach; none chosen are all."""
    return not digest.reaches or reach in digest.reaches


def is_worth_travelling(event: Event) -> bool:
    """Return whether a source lists an event as international."""
    return event.kind == "listed" and event.reach == "international"


def is_sure_ahead(event: Event, now: dt.datetime) -> bool:
    """Return whether an event is still to begin, as far as anybody knows."""
    return event.state == "open" and event.starts_at > now and not event.is_doubtful


def budget_day(event: Event, early_prices: dt.date | None) -> dt.date:
    """Return the day on which to ask for the budget: weeks before it begins or costs more."""
    day = local_date(event.starts_at, event.zone) - BUDGET_LEAD
    if early_prices is None:
        return day
    return min(day, early_prices - EARLY_LEAD)


def is_in_period(event: Event, period: Period | None, zone: str) -> bool:
    """Return whether an event takes place on one of these days of somebody in this zone."""
    if period is None:
        return True
    first, last = days_of(event, zone)
    return first <= period.last and last >= period.first


def split_visible(
    entries: Sequence[DigestEntry], until: dt.datetime
) -> tuple[list[DigestEntry], list[DigestEntry]]:
    """Return the entries that the card shows, soonest first, and those behind its button.

    A few of those that begin later than `until` are shown however much is on before.
    """
    ordered = sorted(entries, key=lambda entry: (entry.event.starts_at, entry.event.id))
    near = [entry for entry in ordered if not is_far(entry, until)]
    far = [entry for entry in ordered if is_far(entry, until)]
    visible: list[DigestEntry] = []
    open_entries = 0
    for entry in near:
        if open_entries == MAX_OPEN_ENTRIES or len(visible) == MAX_ENTRIES:
            break
        visible.append(entry)
        if entry.event.state != "cancelled":
            open_entries += 1
    rest = [*near[len(visible) :], *far[MAX_FAR_ENTRIES:]]
    return visible + far[:MAX_FAR_ENTRIES], rest


def is_far(entry: DigestEntry, until: dt.datetime) -> bool:
    """Return whether an event began after the days that an issue is about when it was taken in.

    One that moved there since stays under a day of its own.
    """
    return entry.snapshot.starts_at >= until


def most_common_topics(topics: Iterable[str]) -> list[str]:
    """Return one topic of those that mean the same, the most frequent first, as spelled first."""
    return _most_common((merge_meanings([topic]).topics, topic) for topic in topics)


def most_common_towns(towns: Iterable[str]) -> list[str]:
    """Return one spelling of each town, the most frequent first."""
    return _most_common((town_key(town), town) for town in towns)


def _most_common(keyed: Iterable[tuple[Hashable, str]]) -> list[str]:
    spellings: dict[Hashable, str] = {}
    counts: Counter[Hashable] = Counter()
    for key, word in keyed:
        if word:
            spellings.setdefault(key, word)
            counts[key] += 1
    return [spellings[key] for key, _ in counts.most_common()]


def read_comma_list(words: str, max_items: int, limit: int) -> tuple[str, ...]:
    """Return the words between commas, each once."""
    items: dict[str, str] = {}
    for part in words.split(","):
        word = " ".join(part.split())[:limit].strip()
        if word:
            items[_fold(word)] = word
    return tuple(items.values())[:max_items]


def _fold(word: str) -> str:
    return " ".join(word.casefold().split())


def _padded_stems(title: str) -> str:
    """Return a title's words between single spaces, without endings and punctuation."""
    words = split_words(title)
    return f" {' '.join(stem_words([word]) for word in words)} "
