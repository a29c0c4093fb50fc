"""Vocabulary of what people like: topics, the words for each, and which topic is broader.

`topics.txt` beside it holds the words and says how to add some. It is read once, when the first
profile is compared.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path

import Stemmer
from msgspec import Struct

_FILE = Path(__file__).with_name("topics.txt")
_NAMELESS = {"languages", "travel"}  # topics whose names say where something comes from
_SPECIAL = ("not", "before", "after")
_INDENT = 4  # spaces a level
_MINOR = {"a", "an", "the", "my", "our", "your", "their", "his", "her", "some", "of"}

# British spelling, and its American counterpart
_SPELLINGS = (
    (re.compile(r"is(ation|ations|e|es|ed|er|ers|ing)$"), r"iz\1"),
    (re.compile(r"ys(e|es|ed|ing)$"), r"yz\1"),
    (re.compile(r"(col|behavi|neighb|hum|flav|fav|lab|harb|hon|arm)our"), r"\1or"),
    (re.compile(r"(thea|cen|li|me|fib)tre"), r"\1ter"),
    (re.compile(r"(anal|catal|dial)ogue"), r"\1og"),
    (re.compile(r"jewellery"), "jewelry"),
    (re.compile(r"grey"), "gray"),
)


class Vocabulary(Struct, frozen=True):
    """Topics by phrase, and the broader topics of each.

    `exact` has phrases as they are written; `stemmed` has what is left without their endings, where
    that belongs to one meaning only. `unrelated` has phrases that sound like a topic and are not.
    `names` may begin a longer phrase; languages are no such names, for French fries' sake. Words of
    `before` and `after` frame a topic.
    """

    exact: dict[str, frozenset[str]]
    stemmed: dict[str, frozenset[str]]
    unrelated: frozenset[str]
    names: frozenset[str]
    before: frozenset[str]
    after: frozenset[str]
    broader: dict[str, frozenset[str]]


@cache
def load_vocabulary() -> Vocabulary:
    """Return the vocabulary of `topics.txt`."""
    return parse_vocabulary(_FILE.read_text("utf-8"))


def parse_vocabulary(text: str) -> Vocabulary:
    """Return the vocabulary that an outline of topics describes."""
    topics_of: dict[str, set[str]] = {}
    special: dict[str, list[str]] = {name: [] for name in _SPECIAL}
    above: dict[str, set[str]] = {}
    path: list[str] = []
    for level, name, phrases in _read_lines(text):
        if name in special:
            special[name] += phrases
            continue

        path[level:] = [name]
        above.setdefault(name, set()).update(path[level - 1 : level])
        for phrase in (name, *phrases):
            topics_of.setdefault(phrase, set()).add(name)

    broader = {name: frozenset(_ancestors(name, above)) for name in above}
    exact = _index_phrases(topics_of, broader)
    unrelated = frozenset(form for phrase in special["not"] for form in _forms(phrase))
    return Vocabulary(
        exact=exact,
        stemmed=_index_stems(topics_of, exact),
        unrelated=unrelated - exact.keys(),
        names=_find_names(topics_of, broader),
        before=frozenset(special["before"]),
        after=frozenset(special["after"]),
        broader=broader,
    )


@lru_cache(maxsize=20_000)
def split_words(phrase: str) -> tuple[str, ...]:
    """Return the words of a phrase: in lower case, without accents, marks and articles."""
    plain = unicodedata.normalize("NFKD", phrase.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    plain = re.sub(r"['’`]", "", plain).replace("&", " and ")
    words = re.findall(r"[^\W_]+[+#]*", plain)
    return tuple(word for word in words if word not in _MINOR) or tuple(words)


def compact(words: Iterable[str]) -> str:
    """Return words as one, so that spaces and hyphens make no difference."""
    return "".join(words)


def stem_words(words: Iterable[str]) -> str:
    """Return words without their endings, as one."""
    return "".join(_stem(word) for word in words)


def _forms(phrase: str) -> set[str]:
    words = split_words(phrase)
    return {compact(words), stem_words(words)}


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    for british, american in _SPELLINGS:
        word = british.sub(american, word)
    if word.endswith("ings"):
        return word[:-1]  # a thing, not the verb: "stockings" have nothing to do with stocks
    stem: str = _stemmer.stemWord(word)
    return stem


def _index_phrases(
    topics_of: dict[str, set[str]], broader: dict[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
    """Return topics by phrase; of a topic and a broader one, the broader one falls away."""
    found: dict[str, set[str]] = {}
    for phrase, topics in topics_of.items():
        found.setdefault(compact(split_words(phrase)), set()).update(topics)

    index = {}
    for key, topics in found.items():
        index[key] = frozenset(topics.difference(*(broader[topic] for topic in topics)))
    return index


def _index_stems(
    topics_of: dict[str, set[str]], exact: dict[str, frozenset[str]]
) -> dict[str, frozenset[str]]:
    """Return topics by stem, without names and without stems that have several meanings."""
    found: dict[str, set[frozenset[str]]] = {}
    for phrase in topics_of:
        if phrase != phrase.lower():
            continue
        words = split_words(phrase)
        topics = exact[compact(words)]
        for stem in (stem_words(words), stem_words([compact(words)])):
            found.setdefault(stem, set()).add(topics)
    return {stem: meanings.pop() for stem, meanings in found.items() if len(meanings) == 1}


def _find_names(
    topics_of: dict[str, set[str]], broader: dict[str, frozenset[str]]
) -> frozenset[str]:
    names = set()
    for phrase, topics in topics_of.items():
        above = topics.union(*(broader[topic] for topic in topics))
        if phrase != phrase.lower() and not above & _NAMELESS:
            names.add(compact(split_words(phrase)))
    return frozenset(names)


def _read_lines(text: str) -> Iterator[tuple[int, str, list[str]]]:
    """Yield the level, the name and the phrases of each line, joined with those it goes on in."""
    whole = re.sub(r",\n\s*", ", ", text)
    for line in whole.splitlines():
        written = line.strip()
        if written and not written.startswith("#"):
            name, _, others = written.partition(":")
            phrases = [phrase.strip() for phrase in others.split(",")]
            yield (len(line) - len(line.lstrip())) // _INDENT, name, list(filter(None, phrases))


def _ancestors(name: str, above: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        new = above.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found - {name}


_stemmer = Stemmer.Stemmer("english")
