"""Icebreakers: questions to start a conversation with, not repeated to the same people soon."""

import random
from collections.abc import Iterable, Sequence

REST = 12  # rounds before anybody gets the same question again

ICEBREAKERS = (
    "What did you change your mind about this year?",
    "What is a small thing you learned last week that already pays off?",
    "Which talk, book or article do you keep quoting?",
    "What do you know now that you wish somebody had told you in your first month here?",
    "What would you teach if you had an hour and a whiteboard?",
    "What is the best question anybody asked you at work?",
    "Which tool did you resist for too long?",
    "What are you a beginner at right now?",
    "Whom did you learn the most from, and what did they do differently?",
    "What part of your work would surprise somebody outside your team?",
    "Which meetup or conference was worth the trip, and why?",
    "What did a mistake teach you that no course could?",
    "What habit from an earlier job do you still keep?",
    "If you had a free week to learn one thing, what would it be?",
    "What is something everybody in your field believes that you doubt?",
    "How do you find out whether an idea is any good?",
    "Which skill do you use every day that nobody ever taught you?",
    "What is the most useful thing you ever learned from a stranger?",
    "Which problem have you been turning over in your head lately?",
    "How do you learn something new: reading, trying, asking, or breaking it?",
    "What would make your work easier if only the team next door knew about it?",
    "Which community, club or association do you belong to, and what do you get from it?",
    "What is a word from your field that should be known everywhere?",
    "When did you last explain your work to somebody far from it? What stuck?",
    "What did you learn from a project that did not work out?",
    "Which question do you wish people asked you more often?",
    "What does a really good day at work look like for you?",
    "Whose work do you admire, here or anywhere?",
    "What is worth doing slowly?",
    "Which shortcut do you show to everybody who joins?",
    "What did you want to be at ten, and what is left of it?",
    "What can you do with your hands that has nothing to do with a keyboard?",
    "Where do you go when you are stuck?",
    "Which of your interests helps you at work in a way nobody would guess?",
    "What would you organise if you knew that ten people would come?",
    "Which place in town taught you something?",
    "What is the last thing that made you think “I did not know that was possible”?",
    "Which decision are you glad somebody talked you out of?",
    "What do you read to keep up, and what have you stopped reading?",
    "What is a good way to give somebody advice?",
    "Which person outside this company should more of us know?",
    "What have you learned from somebody much younger or much older than you?",
    "What would you ask an expert in your field if you had five minutes?",
    "Which part of your work do you hope never gets automated?",
    "What does your team do that other teams should copy?",
    "What is the next thing you would like to get better at, and who could help?",
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
    return ICEBREAKERS[number % len(ICEBREAKERS)]


def _last_used(number: int, people: Iterable[str], had: dict[str, list[int]]) -> int:
    """Return the latest position of an icebreaker in what these people had, or -1."""
    latest = -1
    for person in people:
        for position, used in enumerate(had.get(person, [])):
            if used == number:
                latest = max(latest, position)
    return latest
