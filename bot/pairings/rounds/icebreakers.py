"""Icebreakers: questions to start a conversation with, not repeated to the same people soon."""

import random
from collections.abc import Iterable, Sequence

from bot.ui.speech import mark, say

REST = 12  # rounds before anybody gets the same question again

ICEBREAKERS = (
    mark("What did you change your mind about this year?"),
    mark("What is a small thing you learned last week that already pays off?"),
    mark("Which talk, book or article do you keep quoting?"),
    mark("What do you know now that you wish somebody had told you in your first month here?"),
    mark("What would you teach if you had an hour and a whiteboard?"),
    mark("What is the best question anybody asked you at work?"),
    mark("Which tool did you resist for too long?"),
    mark("What are you a beginner at right now?"),
    mark("Whom did you learn the most from, and what did they do differently?"),
    mark("What part of your work would surprise somebody outside your team?"),
    mark("Which meetup or conference was worth the trip, and why?"),
    mark("What did a mistake teach you that no course could?"),
    mark("What habit from an earlier job do you still keep?"),
    mark("If you had a free week to learn one thing, what would it be?"),
    mark("What is something everybody in your field believes that you doubt?"),
    mark("How do you find out whether an idea is any good?"),
    mark("Which skill do you use every day that nobody ever taught you?"),
    mark("What is the most useful thing you ever learned from a stranger?"),
    mark("Which problem have you been turning over in your head lately?"),
    mark("How do you learn something new: reading, trying, asking, or breaking it?"),
    mark("What would make your work easier if only the team next door knew about it?"),
    mark("Which community, club or association do you belong to, and what do you get from it?"),
    mark("What is a word from your field that should be known everywhere?"),
    mark("When did you last explain your work to somebody far from it? What stuck?"),
    mark("What did you learn from a project that did not work out?"),
    mark("Which question do you wish people asked you more often?"),
    mark("What does a really good day at work look like for you?"),
    mark("Whose work do you admire, here or anywhere?"),
    mark("What is worth doing slowly?"),
    mark("Which shortcut do you show to everybody who joins?"),
    mark("What did you want to be at ten, and what is left of it?"),
    mark("What can you do with your hands that has nothing to do with a keyboard?"),
    mark("Where do you go when you are stuck?"),
    mark("Which of your interests helps you at work in a way nobody would guess?"),
    mark("What would you organise if you knew that ten people would come?"),
    mark("Which place in town taught you something?"),
    mark("What is the last thing that made you think “I did not know that was possible”?"),
    mark("Which decision are you glad somebody talked you out of?"),
    mark("What do you read to keep up, and what have you stopped reading?"),
    mark("What is a good way to give somebody advice?"),
    mark("Which person outside this company should more of us know?"),
    mark("What have you learned from somebody much younger or much older than you?"),
    mark("What would you ask an expert in your field if you had five minutes?"),
    mark("Which part of your work do you hope never gets automated?"),
    mark("What does your team do that other teams should copy?"),
    mark("What is the next thing you would like to get better at, and who could help?"),
)


def choose_icebreaker(people: Sequence[str], had: dict[str, list[int]], rng: random.Random) -> int:
    """Return the number of an icebreaker that none of these people had lately.

    `had` holds the numbers that each person had, newest last. If all were used lately, return the
    one that was used longest ago.
    """
    recent = set[int]()
    for person in people:
        recent.update(had.get(person, [])[-REST:])

    fresh = [number for number in range(len(ICEBREAKERS)) if number not in recent]
    if fresh:
        return rng.choice(fresh)
    return min(range(len(ICEBREAKERS)), key=lambda number: _last_used(number, people, had))


def icebreaker_text(number: int) -> str:
    """Return an icebreaker by its number.

    Numbers wrap round: a stored one may come from a time when the list was longer.
    """
    return say(ICEBREAKERS[number % len(ICEBREAKERS)])


def list_icebreakers() -> list[str]:
    """Return every icebreaker as its reader reads it."""
    return [say(words) for words in ICEBREAKERS]


def _last_used(number: int, people: Iterable[str], had: dict[str, list[int]]) -> int:
    """Return the latest position of an icebreaker in what these people had, or -1."""
    latest = -1
    for person in people:
        for position, used in enumerate(had.get(person, [])):
            if used == number:
                latest = max(latest, position)
    return latest
