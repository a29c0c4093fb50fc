"""Learn from rulings how two sources name things, and judge later pairs by it. Pure.

Where a person said that two listings are one evening, the words that only one of them has mean
nothing between these two sources; where they are two evenings, such words tell evenings apart.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from msgspec import Struct, structs

from bot.sources import rulings
from bot.sources.rulings import Ruling, Told
from bot.sources.similar_titles import TitleDifference
from bot.sources.similar_words import TELLING
from bot.sources.similarity import (
    Comparable,
    Comparison,
    Verdict,
    compare_listings,
    compare_words,
    judge,
    may_be_one,
)

MIN_AGREEING = 2  # rulings of one kind, and none of the other, that decide what is unsure

Places = tuple[str, str]


class Lesson(Struct, frozen=True):
    """What rulings on two sources say about other pairs of theirs."""

    same: int = 0
    different: int = 0
    idle: frozenset[str] = frozenset()  # words that one source adds and that mean nothing
    telling: frozenset[str] = frozenset()  # words that tell evenings apart
    one_place: frozenset[Places] = frozenset()
    two_places: frozenset[Places] = frozenset()


def learn_lessons(source: int, ruled: Iterable[Ruling]) -> dict[int, Lesson]:
    """Return what persons' rulings say of a source and each other one, by the other's id."""
    by_other: dict[int, list[Ruling]] = defaultdict(list)
    for ruling in ruled:
        one, other = ruling.sources
        by_other[other if one == source else one].append(ruling)
    return {
        other: learn_lesson(source, theirs[: rulings.MAX_LEARNED])
        for other, theirs in by_other.items()
    }


def learn_lesson(source: int, ruled: Iterable[Ruling]) -> Lesson:
    """Return what persons' rulings on a source and one other say."""
    counts = {rulings.SAME: 0, rulings.DIFFERENT: 0}
    words: Mapping[str, set[str]] = {rulings.SAME: set(), rulings.DIFFERENT: set()}
    places: Mapping[str, set[Places]] = {rulings.SAME: set(), rulings.DIFFERENT: set()}
    for ruling in ruled:
        if ruling.state not in rulings.SETTLED or not ruling.person or not ruling.one_title:
            continue
        told = ruling.told_by(source)
        found = compare_words(*told)
        counts[ruling.state] += 1
        words[ruling.state].update(found.titles.left | found.titles.right)
        if all(each.place for each in told):
            places[ruling.state].add(_places_of(*told))

    # what was said of both kinds of pair says nothing
    unclear = words[rulings.SAME] & words[rulings.DIFFERENT]
    both = places[rulings.SAME] & places[rulings.DIFFERENT]
    return Lesson(
        counts[rulings.SAME],
        counts[rulings.DIFFERENT],
        frozenset(words[rulings.SAME] - unclear - TELLING),
        frozenset(words[rulings.DIFFERENT] - unclear),
        frozenset(places[rulings.SAME] - both),
        frozenset(places[rulings.DIFFERENT] - both),
    )


def judge_pair(one: Comparable, other: Comparable, lesson: Lesson | None) -> Verdict:
    """Return whether two listings are one event; `one` is of the source that learned."""
    if not may_be_one(one, other):
        return "different"
    found = compare_listings(one, other)
    if lesson is None:
        return judge(one, other, found)

    places = _places_of(Told(one.title, one.place), Told(other.title, other.place))
    added = found.titles.left | found.titles.right
    if added & lesson.telling or (not added and places in lesson.two_places):
        return "different"

    verdict = judge(one, other, _apply(found, lesson, places))
    if verdict == "unsure" and lesson.same >= MIN_AGREEING and not lesson.different:
        return "same"
    if verdict == "unsure" and lesson.different >= MIN_AGREEING and not lesson.same:
        return "different"
    return verdict


def _apply(found: Comparison, lesson: Lesson, places: Places) -> Comparison:
    """Return how listings differ without what means nothing between their sources."""
    titles: TitleDifference = found.titles
    left, right = titles.left - lesson.idle, titles.right - lesson.idle
    if (left, right) != (titles.left, titles.right):
        titles = structs.replace(
            titles, left=left, right=right, substituted=titles.substituted and bool(left and right)
        )
    relation = "same" if places in lesson.one_place else found.places
    return found._replace(titles=titles, places=relation)


def _places_of(one: Told, other: Told) -> Places:
    return one.place.casefold(), other.place.casefold()
