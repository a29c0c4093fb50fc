"""Reasons for a group in the words that its people wrote, since the solver compares topics."""

from collections.abc import Mapping, Sequence

from msgspec import structs

from bot.matching import Reason
from bot.people.meanings import find_meaning, same_words
from bot.people.records import Person
from bot.people.towns import town_key

_WORDS_EACH = 3  # spellings of one thing that a sentence names


def restore_words(reasons: Sequence[Reason], group: Sequence[Person]) -> tuple[Reason, ...]:
    """Return reasons in people's own words; where these differ, the others follow in brackets.

    So "hikes" and "hill walking" become "hikes (hill walking)", and "SQL" and "sql" "SQL".
    """
    people = {person.id: person for person in group}
    return tuple(_restore(reason, people) for reason in reasons)


def _restore(reason: Reason, people: dict[str, Person]) -> Reason:
    present = [people[person] for person in reason.people if person in people]
    match reason.kind:
        case "interests":
            written = [person.interests for person in present]
        case "teaches" if len(present) == 2:
            teacher, learner = present
            written = [learner.wants, teacher.offers]
        case "cross_team":
            spelling = {person.team.casefold(): person.team for person in present}
            return structs.replace(reason, words=_as_written(reason.words, spelling))
        case "office" | "call":
            spelling = {town_key(person.office): person.office for person in present}
            return structs.replace(reason, words=_as_written(reason.words, spelling))
        case _:
            return reason
    return structs.replace(reason, words=_join_topics(reason.words, written))


def _as_written(words: Sequence[str], spelling: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(spelling.get(word, word) for word in words)


def _join_topics(topics: Sequence[str], written: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the words for each topic, those first on which people agree; no word comes twice."""
    spellings = [_spell_topic(topic, written) for topic in topics]
    spellings.sort(key=len)
    named: set[str] = set()
    phrases = []
    for first, *others in filter(None, spellings):
        if not named.isdisjoint([first, *others]):
            continue
        named.update([first, *others])
        brackets = f" ({', '.join(others[: _WORDS_EACH - 1])})" if others else ""
        phrases.append(f"{first}{brackets}")
    return tuple(phrases)


def _spell_topic(topic: str, written: Sequence[Sequence[str]]) -> list[str]:
    """Return how people wrote a topic: as all of them did, or each in turn."""
    fitting = [[item for item in items if _is_about(item, topic)] for items in written]
    if not all(fitting):
        return []

    first, *others = fitting
    for item in first:
        if all(any(same_words(item, other) for other in items) for items in others):
            return [item]
    return list(dict.fromkeys(items[0] for items in fitting))


def _is_about(item: str, topic: str) -> bool:
    meaning = find_meaning(item)
    return topic in meaning.topics or topic in meaning.broader
