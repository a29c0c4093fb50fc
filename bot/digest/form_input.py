"""Read what somebody is looking for, in their own words: days, towns, topics, in any order."""

import datetime as dt
import difflib
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Literal

from msgspec import Struct, field

from bot.dates.local_time import zone_cities
from bot.dates.parser import DateInPast, UnreadableDate
from bot.dates.periods import Period, parse_period
from bot.digest import rules
from bot.digest.filters import KindChoice, WhenChoice, read_kind, read_when
from bot.digest.rules import EventSubject
from bot.events.rules import Event
from bot.people.meanings import is_topic, same_words
from bot.people.towns import town_key
from bot.ui.text import clean_text

MAX_READ_WORDS = 16
Why = Literal["unknown", "past", "second", "not", "or"]

_LONGEST_DATE, _LONGEST_NAME = 8, 4  # words of a phrase
_SHOWN = 40  # characters of a word that is shown again
_SHORTEST_GUESS = 4  # letters of a word that may be a slip of the pen
# Words that only join the others.
_JOINING = frozenset((
    "a", "an", "and", "any", "are", "around", "at", "by", "during", "events", "event", "find",
    "for", "from", "gathering", "gatherings", "meeting", "meetings", "meetup", "meetups", "going",
    "happening", "i", "in", "is", "list", "me", "my", "near", "of", "on",
    "or", "please", "show", "some", "something", "that", "the", "there", "to", "up", "what",
    "what's", "whats", "with",
))  # fmt: skip
_NEGATIONS = frozenset(("not", "no", "without", "except"))
_KINDS: dict[str, KindChoice] = {
    "ours": "ours", "our own": "ours", "by colleagues": "ours", "in town": "in town",
    "international": "international", "abroad": "international",
}  # fmt: skip
_WHOSE = {"everything": False, "all": False, "for me": True, "what suits me": True}


class UnusedWord(Struct, frozen=True):
    """A word that decided nothing, why, and what it may have been meant to be."""

    word: str
    why: Why = "unknown"
    meant: str = ""


class KnownWords(Struct, frozen=True):
    """The towns and topics that words may name, and what the events ahead are about."""

    towns: dict[str, str]  # as people spell them, by their keys
    topics: Sequence[str]
    places: Collection[str]
    subjects: Sequence[EventSubject]

    def find_town(self, phrase: str) -> str | None:
        """Return the town of this name, as it is spelled elsewhere."""
        return self.towns.get(town_key(phrase))

    def names_topic(self, phrase: str) -> bool:
        """Return whether a phrase is a topic, or one word for what an event ahead is about.

        Several words that only a title holds are looked for one by one.
        """
        if is_topic(phrase) or any(same_words(phrase, topic) for topic in self.topics):
            return True
        if " " in phrase:
            return False
        return any(map(rules.topic_matcher((phrase,)), self.subjects))

    def guess(self, word: str) -> str:
        """Return the town or topic that a misspelled word is closest to, or an empty string."""
        if len(word) < _SHORTEST_GUESS:
            return ""
        names = {name.casefold(): name for name in (*self.topics, *self.towns.values())}
        [near] = difflib.get_close_matches(word.casefold(), names, n=1, cutoff=0.8) or [""]
        return names.get(near, "")


class WordsRead(Struct):
    """What words were understood as, in the order in which they were typed."""

    when: WhenChoice | Period | None = None
    kind: KindChoice | None = None
    mine: bool | None = None
    topics: list[str] = field(default_factory=list)
    towns: list[str] = field(default_factory=list)
    unused: list[UnusedWord] = field(default_factory=list)


def collect_known_words(ahead: Sequence[Event], offices: Iterable[str]) -> KnownWords:
    """Return the words that events ahead and the offices of colleagues give a meaning to."""
    topics = rules.most_common_topics(topic for event in ahead for topic in event.topics)
    spelled = (*rules.most_common_towns(event.town for event in ahead), *offices)
    towns: dict[str, str] = {}
    for town in spelled:
        towns.setdefault(town_key(town), town)
    towns.pop("", None)
    places = frozenset[str]().union(*map(rules.place_keys, ahead))
    return KnownWords(towns, topics, places, [rules.subject_of(event) for event in ahead])


def read_search(words: str, known: KnownWords, now: dt.datetime, zone: str) -> WordsRead:
    """Return what words mean; each one that means nothing here is in `unused`."""
    tokens = words.replace(",", " ").split()
    read = WordsRead()
    _take_words(tokens[:MAX_READ_WORDS], read, known, now, zone)
    read.unused += [UnusedWord(_shown(word)) for word in tokens[MAX_READ_WORDS:]]
    if len(read.topics) > 1 and "or" in map(str.casefold, tokens):
        read.unused.append(UnusedWord("or", "or"))
    return read


def read_when_words(words: str, read: WordsRead, now: dt.datetime, zone: str) -> None:
    """Read what somebody gave as the time; what cannot be read is unused."""
    if not words:
        return
    choice = read_when(words)
    if choice:
        read.when = choice
        return
    try:
        read.when = parse_period(words, now, zone)
    except UnreadableDate:
        read.unused.append(UnusedWord(_shown(words)))
    except DateInPast:
        read.unused.append(UnusedWord(_shown(words), "past"))


def read_kind_word(words: str, read: WordsRead) -> None:
    """Read what somebody gave as the kind; what is none is unused."""
    if words:
        read.kind = read_kind(words) or read.kind
        if read_kind(words) is None:
            read.unused.append(UnusedWord(_shown(words)))


def _take_words(
    tokens: Sequence[str], read: WordsRead, known: KnownWords, now: dt.datetime, zone: str
) -> None:
    """Take the longest phrase that means something, again and again."""
    start = 0
    while start < len(tokens):
        taken = _take_phrase(tokens[start:], read, known, now, zone)
        if taken:
            start += taken
            continue
        word = _shown(tokens[start])
        start += 1
        if word.casefold() in _NEGATIONS:
            left_out = WordsRead()
            skipped = _take_phrase(tokens[start:], left_out, known, now, zone) or 1
            phrase = " ".join((word, *tokens[start : start + skipped]))
            read.unused.append(UnusedWord(_shown(phrase), "not"))
            start += skipped
        elif word.casefold() not in _JOINING and any(map(str.isalnum, word)):
            read.unused.append(UnusedWord(word, meant=known.guess(word)))


def _take_phrase(
    tokens: Sequence[str], read: WordsRead, known: KnownWords, now: dt.datetime, zone: str
) -> int:
    """Take the longest phrase at the beginning; return of how many words it is, or 0."""
    readers: tuple[tuple[int, Callable[[str], bool]], ...] = (
        (_LONGEST_DATE, lambda phrase: _take_date(phrase, read, now, zone)),
        (_LONGEST_NAME, lambda phrase: _take_kind(phrase, read)),
        (_LONGEST_NAME, lambda phrase: _take_name(phrase, read, known)),
    )
    for length in range(min(len(tokens), _LONGEST_DATE), 0, -1):
        phrase = " ".join(tokens[:length]).strip(".!?;:")
        for longest, take in readers:
            if length <= longest and take(phrase):
                return length
    return 0


def _take_date(phrase: str, read: WordsRead, now: dt.datetime, zone: str) -> bool:
    try:
        found = read_when(phrase) or parse_period(phrase, now, zone)
    except UnreadableDate:
        return False
    except DateInPast:
        read.unused.append(UnusedWord(_shown(phrase), "past"))
        return True

    if read.when is None:
        read.when = found
    else:
        read.unused.append(UnusedWord(_shown(phrase), "second"))
    return True


def _take_kind(phrase: str, read: WordsRead) -> bool:
    folded = phrase.casefold()
    if folded in _KINDS and read.kind is None:
        read.kind = _KINDS[folded]
        return True
    if folded in _WHOSE:
        read.mine = _WHOSE[folded]
        return True
    return False


def _take_name(phrase: str, read: WordsRead, known: KnownWords) -> bool:
    """Take a town of colleagues or of an event, a topic, a place, or a large town, in this order.

    A phrase begins and ends with a word of its own, and with no “not”.
    """
    words = phrase.casefold().split()
    if not words or {words[0], words[-1]} & (_JOINING | _NEGATIONS):
        return False
    town = known.find_town(phrase)
    if town is None and known.names_topic(phrase):
        read.topics.append(_shown(phrase))
        return True

    key = town_key(phrase)
    if town is None and (key in known.places or key in zone_cities()):
        town = phrase.title() if phrase.islower() else phrase
    if town is None:
        return False
    read.towns.append(_shown(town))
    return True


def _shown(words: str) -> str:
    return clean_text(words, _SHOWN)
