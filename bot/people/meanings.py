"""Meanings of what people like, offer or would like to learn, so that different words meet. Pure.

ML is machine learning, hikes are hill walking, and Roman history is history. What the vocabulary
does not know is compared by its words.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from msgspec import Struct

from bot.people.topics import compact, load_vocabulary, split_words, stem_words

Words = tuple[str, ...]

_JOINTS = re.compile(r"\s+(?:and|or|und|et)\s+|\s*[&+/|]\s+|\s+[&+/|]\s*|/", re.IGNORECASE)
_ABOUT = re.compile(r"\s+(?:about|on)\s+", re.IGNORECASE)
_RELATION = re.compile(r"\s+(?:of|for|in|with|from|at|without|near|by)\s+", re.IGNORECASE)
_SHORTEST_NAME = 3  # letters; "Go" and "R" begin too much else
_LONGEST_PHRASE = 4  # words of a title that are looked up together
_NO_WORD = re.compile(r"^\W+|[^\w+#]+$")
_BRACKETS = re.compile(r"\s*[(\[]([^)\]]*)[)\]]")


class Meaning(Struct, frozen=True):
    """Topics that words name, and the broader ones that they belong to.

    Two meanings meet where one of them names a topic that the other names or belongs to.
    """

    topics: frozenset[str]
    broader: frozenset[str] = frozenset()

    def common_topics(self, other: "Meaning") -> frozenset[str]:
        """Return the topics in which two meanings meet."""
        mine = self.topics & (other.topics | other.broader)
        return mine | (other.topics & self.broader)


def is_topic(phrase: str) -> bool:
    """Return whether the vocabulary knows a phrase as it is."""
    return bool(_look_up(split_words(phrase)))


@lru_cache(maxsize=20_000)
def find_meaning(words: str) -> Meaning:
    """Return the meaning of one thing that somebody wrote."""
    found = _find_topics(words) or _find_joined(words)
    if found:
        return found

    bracket = _BRACKETS.search(words)
    if bracket:
        plain = _BRACKETS.sub("", words)
        qualifier, named = _find_topics(bracket[1]), _find_topics(plain)
        if qualifier and named and named.common_topics(qualifier):
            return named
        if qualifier:
            return _narrower(words, qualifier)
        if plain.strip():
            return find_meaning(plain)

    return _find_by_parts(words)


def same_words(one: str, other: str) -> bool:
    """Return whether two phrases differ in case, endings and marks at most."""
    return stem_words(split_words(one)) == stem_words(split_words(other))


def common_topics(ones: Iterable[str], others: Iterable[str]) -> frozenset[str]:
    """Return the topics in which two lists of words meet."""
    there = merge_meanings(others)
    return merge_meanings(ones).common_topics(there)


@lru_cache(maxsize=5_000)
def find_in_title(title: str) -> Meaning:
    """Return the topics that a title names: by phrases, by names, and by their own word.

    Another single word may mean much else: "support" in a title is not yet customer support.
    """
    words = list(filter(None, (_NO_WORD.sub("", word) for word in title.split())))
    topics = set[str]()
    start = 0
    while start < len(words):
        start, found = _longest_phrase(words, start)
        topics |= found
    broader = frozenset[str]().union(*(load_vocabulary().broader[topic] for topic in topics))
    return Meaning(frozenset(topics), broader - topics)


def merge_meanings(items: Iterable[str]) -> Meaning:
    """Return the meaning of several things together."""
    meanings = [find_meaning(item) for item in items]
    topics = frozenset[str]().union(*(meaning.topics for meaning in meanings))
    broader = frozenset[str]().union(*(meaning.broader for meaning in meanings))
    return Meaning(topics, broader - topics)


def _find_topics(words: str) -> Meaning | None:
    """Return the meaning of a phrase that is known as a whole, or once its frame is gone."""
    vocabulary = load_vocabulary()
    for phrase in _unframed(split_words(words)):
        topics = _look_up(phrase)
        if topics:
            broader = frozenset[str]().union(*(vocabulary.broader[topic] for topic in topics))
            return Meaning(topics, broader - topics)
        if _is_unrelated(phrase):
            return Meaning(frozenset([_own_topic(words)]))
    return None


def _find_joined(words: str) -> Meaning | None:
    """Return the meaning of "kids and dogs", where at least one of them is known."""
    pieces = [piece for piece in _JOINTS.split(words) if piece.strip()]
    if len(pieces) < 2:
        return None
    known = [meaning for meaning in map(_find_topics, pieces) if meaning]
    return merge_meanings(pieces) if known else None


def _find_by_parts(words: str) -> Meaning:
    """Return what a phrase that is unknown as a whole belongs to by the words in it."""
    about = [piece for piece in _ABOUT.split(words) if piece.strip()]
    if len(about) > 1:
        known = [meaning for meaning in map(_find_topics, about) if meaning]
        if known:
            return _narrower(words, *known)

    head = _RELATION.split(words, maxsplit=1)[0]
    if head != words and head.strip():
        meaning = find_meaning(head)
        if not _is_own(meaning) or meaning.broader:
            return _narrower(words, meaning)

    within = [meaning for meaning in (_find_head(words), _find_name(words)) if meaning]
    return _narrower(words, *within)


def _find_head(words: str) -> Meaning | None:
    """Return the meaning of the longest known ending: "history" in "Roman history".

    A name has to be written as one: "removing rust" has nothing to do with Rust.
    """
    written = words.split()
    for start in range(1, len(written)):
        ending = " ".join(written[start:])
        phrase = split_words(ending)
        if _is_unrelated(phrase):
            return None
        if compact(phrase) in load_vocabulary().names and ending == ending.lower():
            continue
        meaning = _find_topics(ending)
        if meaning:
            return meaning
    return None


def _find_name(words: str) -> Meaning | None:
    """Return the meaning of the longest name at the beginning: "Kubernetes" of its operators."""
    phrase = split_words(words)
    for end in range(len(phrase) - 1, 0, -1):
        joined = compact(phrase[:end])
        if len(joined) >= _SHORTEST_NAME and joined in load_vocabulary().names:
            return _find_topics(" ".join(phrase[:end]))
    return None


def _is_own(meaning: Meaning) -> bool:
    return all(topic.startswith("~") for topic in meaning.topics)


def _narrower(words: str, *meanings: Meaning) -> Meaning:
    merged = frozenset[str]().union(*(meaning.topics | meaning.broader for meaning in meanings))
    return Meaning(frozenset([_own_topic(words)]), merged)


def _look_up(phrase: Words) -> frozenset[str]:
    vocabulary = load_vocabulary()
    joined = compact(phrase)
    if joined in vocabulary.exact or joined in vocabulary.unrelated:
        return vocabulary.exact.get(joined, frozenset())
    stem = stem_words(phrase)
    if stem in vocabulary.stemmed:
        return vocabulary.stemmed[stem]
    return vocabulary.stemmed.get(stem_words([joined]), frozenset())


def _longest_phrase(words: Sequence[str], start: int) -> tuple[int, frozenset[str]]:
    """Return where the longest known phrase from here ends, and the topics that it names."""
    longest = min(len(words), start + _LONGEST_PHRASE)
    for end in range(longest, start, -1):
        phrase = split_words(" ".join(words[start:end]))
        if _is_unrelated(phrase):
            return end, frozenset()
        topics = _look_up(phrase) if len(phrase) > 1 else _look_up_name(phrase)
        if topics:
            return end, topics
    return start + 1, frozenset()


def _look_up_name(phrase: Words) -> frozenset[str]:
    """Return the topics of one word that is a name, or the word for a topic itself."""
    joined, topics = compact(phrase), _look_up(phrase)
    if len(joined) < _SHORTEST_NAME:
        return frozenset()
    if joined in load_vocabulary().names:
        return topics
    stem = stem_words(phrase)
    return frozenset(topic for topic in topics if stem_words(split_words(topic)) == stem)


def _is_unrelated(phrase: Words) -> bool:
    unrelated = load_vocabulary().unrelated
    return compact(phrase) in unrelated or stem_words(phrase) in unrelated


def _unframed(phrase: Words) -> Iterator[Words]:
    """Yield a phrase, then what is left as framing words fall off its ends, longest first."""
    vocabulary = load_vocabulary()
    first = 0
    while first < len(phrase) and phrase[first] in vocabulary.before:
        first += 1
    last = len(phrase)
    while last > 0 and phrase[last - 1] in vocabulary.after:
        last -= 1

    spans = [(start, end) for start in range(first + 1) for end in range(last, len(phrase) + 1)]
    for start, end in sorted(spans, key=_span_length, reverse=True):
        if start < end:
            yield phrase[start:end]


def _span_length(span: tuple[int, int]) -> int:
    return span[1] - span[0]


def _own_topic(words: str) -> str:
    """Return a topic for words that the vocabulary does not know; it begins with a “~”."""
    phrases: Sequence[Words] = list(_unframed(split_words(words)))
    core = phrases[-1] if phrases else split_words(words)
    return f"~{stem_words(core)}"
