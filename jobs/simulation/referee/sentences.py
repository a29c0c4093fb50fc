"""Rules that the words of a message alone can break, whatever feature sent it. Pure."""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from bot.ui.text import Instant
from jobs.simulation.card_words import CardSection, Phrase, Sentence
from jobs.simulation.referee.board import Standing, Whereabouts

# What tells of a matter that has ended, so that its moments may lie in the past.
OVER = Phrase(
    r"\b(is|was|are|were) (over|off|called off|cancelled|decided|merged|drawn)\b|\bCancelled\b"
    r"|\b(has|have) (closed|ended|passed)\b|ate together|\byou met\b|\btook place\b|our month"
    r"|\bexpired\b|\bI found\b|\bcan't make it\b|\bcan't come\b|\bnobody else came\b",
    re.IGNORECASE,
)
# What tells of the past, so that a moment in the same sentence may lie there.
PAST = Phrase(
    r"\b(was|were|met|went|had|did|came|began|opened|closed|asked|said|since|drawn|moved|missed"
    r"|have been|ended|agreed|happened|not yet met|took|started|could not)\b",
    re.IGNORECASE,
)
TODAY = Phrase(r"\b(today|tonight|tomorrow|in \d+ days)\b", re.IGNORECASE)
# Buttons that stay useful when the matter of their message has ended.
LASTING = (
    "learning.",
    "table.open",
    "event.show",
    "opening.show",
    "lunch.how",
    "home.",
    "profile.",
    # what may be said of a card at any time
    "wrong.",
    "conduct.",
    "concern.",
)
# Sent once for its day and read as a page of that day: a digest, what a prompt asks to do, and the
# Monday note of organisers.
DATED = ("digest.", "prompt.", "organisers.monday")
# What says so itself: in a message that was merged, the reason of a section may be unknown.
AS_OF = Phrase(r"\bAs of this Monday morning\b")


class Lie(Struct, frozen=True):
    """A rule that a section breaks, and the words that break it."""

    rule: str
    words: str


class Reading(Struct, frozen=True):
    """What a referee knows of the world while reading: who has `left`, as Mingle knows.

    `gone` have left too, and the platform has not told yet: nobody reads for them any more.
    """

    now: datetime
    left: Collection[str]
    places: Mapping[str, Whereabouts]
    gone: Collection[str] = ()

    def readers_of(self, channel: str) -> list[str]:
        """Return who reads a conversation."""
        away = {*self.left, *self.gone}
        return [who for who in self.places[channel].people if who not in away]


def judge_words(message: Standing, section: CardSection, known: Reading) -> Iterator[Lie]:
    """Yield the rules that a section's words break."""
    yield from _past_moments(message, section, known.now)
    yield from _stale_days(message, section, known.now)
    yield from _people_who_left(section, known)
    yield from _missing_channels(message, section, known)


def is_over(instant: Instant, now: datetime) -> bool:
    """Return whether a moment lies in the past, a day as a whole."""
    if instant.show == "day":
        zone = ZoneInfo(instant.zone)
        return instant.at.astimezone(zone).date() < now.astimezone(zone).date()
    return instant.at < now


def is_live(section: CardSection, now: datetime) -> bool:
    """Return whether a section still asks something or names a moment to come."""
    asks = [button for button in section.buttons if not button.action.startswith(LASTING)]
    ahead = [instant for instant in section.instants if not is_over(instant, now)]
    return bool(asks or ahead)


def _is_dated(message: Standing, section: CardSection) -> bool:
    reason = message.origin_of(section).reason
    return reason.startswith(DATED) or AS_OF.search(section.words) is not None


def _past_moments(message: Standing, section: CardSection, now: datetime) -> Iterator[Lie]:
    if not any(is_over(instant, now) for instant in section.instants):
        return
    if _is_dated(message, section) or OVER.search(section.words):
        return
    for sentence in section.sentences:
        instants = [node for node in sentence.nodes if isinstance(node, Instant)]
        # of a span only the end counts, and of a choice any that is over
        judged = instants[-1:] if "–" in sentence.words else instants
        if any(is_over(instant, now) for instant in judged) and not PAST.search(sentence.words):
            yield Lie("a moment that is over", sentence.words)


def _stale_days(message: Standing, section: CardSection, now: datetime) -> Iterator[Lie]:
    is_fresh = now - message.shown_at < timedelta(hours=24)
    if is_fresh or _is_dated(message, section) or OVER.search(section.words):
        return
    for words in (section.title, *_words(section.sentences)):
        if TODAY.search(words) and not PAST.search(words):
            yield Lie("a day that was another one", words)


def _people_who_left(section: CardSection, known: Reading) -> Iterator[Lie]:
    names_leaver = any(mention.person in known.left for mention in section.mentions)
    if not names_leaver or not is_live(section, known.now):
        return
    for sentence in section.sentences:
        named = [node for node in section.mentions if node in sentence.nodes]
        if any(mention.person in known.left for mention in named) and "left" not in sentence.words:
            yield Lie("somebody who has left", sentence.words)


def _missing_channels(message: Standing, section: CardSection, known: Reading) -> Iterator[Lie]:
    readers = known.readers_of(message.channel)
    for mention in section.channels:
        place = known.places.get(mention.channel)
        is_there = place is not None and place.name == mention.name
        is_seen = place is not None and bool(set(place.people) & set(readers))
        if not is_there or not is_seen:
            yield Lie("a channel that is not there", f"#{mention.name}")


def _words(sentences: Collection[Sentence]) -> list[str]:
    return [sentence.words for sentence in sentences]
