"""Decide what a channel is told of, and what stands on the card and what behind its button."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence

from msgspec import Struct

from bot.dates.recurrence import Schedule, weekly_rule
from bot.events.rules import Event

DIGEST_TIME = dt.time(9)
DIGEST_HORIZON = dt.timedelta(days=14)
MAX_OPEN_ENTRIES = 10  # events on the card, besides those called off
MAX_ENTRIES = 16  # with those called off
MIN_COUNTED = 5  # fewer people than this are not counted
REACH_LABELS = {
    "local": "in town",
    "regional": "in the region",
    "international": "international, and online",
}
OWN_KINDS = ("happy_hour", "lunch", "gathering")


class Digest(Struct, frozen=True):
    """What a channel is told of; empty topics, towns or reaches mean whatever there is."""

    id: int
    workspace: str
    channel: str
    channel_name: str
    topics: tuple[str, ...]
    towns: tuple[str, ...]
    reaches: tuple[str, ...]
    zone: str
    paused: bool

    @property
    def subject(self) -> str:
        """Name it among occurrences."""
        return f"digest-channel:{self.id}"

    def schedule_from(self, start: dt.date) -> Schedule:
        """Say when it comes."""
        return Schedule(weekly_rule(0), start, DIGEST_TIME, self.zone)


class Issue(Struct, frozen=True):
    """One Monday's digest."""

    id: int
    workspace: str
    digest: int
    local_date: dt.date
    since: dt.datetime
    until: dt.datetime
    zone: str

    @property
    def subject(self) -> str:
        """Name its living card."""
        return f"digest:{self.id}"


class EntrySnapshot(Struct, frozen=True):
    """An event as it stood when it came into a digest."""

    id: int
    issue: int
    event: int
    title: str
    place: str
    starts_at: dt.datetime
    fresh: bool


class DigestEntry(Struct, frozen=True):
    """An event as it stands, and as it stood when it came into the digest."""

    event: Event
    snapshot: EntrySnapshot


def fits_digest(digest: Digest, event: Event) -> bool:
    """Tell whether a channel is told of an event: a listed one that fits, or one of its own."""
    if event.kind != "listed":
        return event.channel == digest.channel
    return in_reach(digest, event) and matches_topics(digest.topics, event)


def in_reach(digest: Digest, event: Event) -> bool:
    """Tell whether an event is near enough.

    What is local must not be in another town, the rest comes from anywhere.
    """
    reach = event.reach or "local"
    if digest.reaches and reach not in digest.reaches:
        return False
    nearby = not digest.towns or not event.town or _fold(event.town) in map(_fold, digest.towns)
    return reach != "local" or nearby


def matches_topics(topics: Iterable[str], event: Event) -> bool:
    """Tell whether an event is about one of these topics, or whether none was asked for."""
    wanted = {_fold(topic) for topic in topics}
    if not wanted:
        return True
    title = _words(event.title)
    return any(_fold(topic) in wanted for topic in event.topics) or any(
        f" {topic} " in title for topic in wanted
    )


def split_visible(entries: Sequence[DigestEntry]) -> tuple[list[DigestEntry], list[DigestEntry]]:
    """Give what stands on the card, soonest first, and what stands behind its button."""
    ordered = sorted(entries, key=lambda each: (each.event.starts_at, each.event.id))
    shown: list[DigestEntry] = []
    open_ones = 0
    for each in ordered:
        if open_ones == MAX_OPEN_ENTRIES or len(shown) == MAX_ENTRIES:
            break
        shown.append(each)
        open_ones += each.event.state != "cancelled"
    return shown, ordered[len(shown) :]


def most_common(words: Iterable[str]) -> list[str]:
    """Give each word once, the most frequent first, as it is written first."""
    told = [word for word in words if word]
    written = {_fold(word): word for word in reversed(told)}
    return [written[word] for word, _ in Counter(map(_fold, told)).most_common()]


def read_comma_list(words: str, max_items: int, limit: int) -> tuple[str, ...]:
    """Read a list of words that people parted by commas."""
    named = (" ".join(word.split())[:limit].strip() for word in words.split(","))
    return tuple({_fold(word): word for word in named if word}.values())[:max_items]


def _fold(word: str) -> str:
    return " ".join(word.casefold().split())


def _words(title: str) -> str:
    return (
        " "
        + " ".join(
            "".join(c if c.isalnum() or c in "+#" else " " for c in title.casefold()).split()
        )
        + " "
    )
