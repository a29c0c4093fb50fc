"""What members of a group see of each other: a line each in the introduction, and the profiles."""

from collections.abc import Sequence

from bot.pairings.rounds.group_details import GroupDetails
from bot.pairings.views import words
from bot.pairings.views.words import soft_paragraph
from bot.people.records import Person
from bot.people.views.profiles import describe_person, profile_facts
from bot.ui.cards import Button, Card, Heading, Part
from bot.ui.notices import note_card
from bot.ui.speech import mark, say
from bot.ui.text import Mention


def member_lines(people: Sequence[Mention], profiles: Sequence[Person]) -> tuple[str, ...]:
    """Return a line about each of the people, empty for whoever wrote nothing or has left."""
    lines = {person.id: describe_person(person) for person in profiles if not person.left}
    return tuple(lines.get(mention.person, "") for mention in people)


def profiles_button(details: GroupDetails) -> Button:
    """Return the button that shows the members' profiles."""
    return Button("lunch.profiles", say("See profiles"), str(details.group.id))


def profiles_card(profiles: Sequence[Person]) -> Card:
    """Return the profiles of somebody's company, for them alone."""
    if not profiles:
        return note_card(say("Nobody to show"), say(NOBODY_HERE))

    parts: list[Part] = []
    for person in profiles:
        facts = profile_facts(person)
        parts += [
            Heading(person.name),
            facts if facts.rows else soft_paragraph(say(NOTHING_WRITTEN)),
        ]
    return Card("round", _title([person.mention for person in profiles]), tuple(parts))


def _title(people: Sequence[Mention]) -> str:
    names = words.join_words(words.first_names(people))
    return say("Who you're meeting: {names}", names=names)


NOTHING_WRITTEN = mark("Nothing written yet. Ask in person!")
NOBODY_HERE = mark("The others have left since.")
NO_LONGER_TOGETHER = mark(
    "You are no longer introduced to each other, so there is no profile to show."
)
