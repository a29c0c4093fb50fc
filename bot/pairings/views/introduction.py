"""Word the introduction of a group and everything that is said to it afterwards."""

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from bot.pairings.programs.records import Circle
from bot.pairings.rounds import calendar_entry, icebreakers
from bot.pairings.rounds.group_details import Whole
from bot.pairings.rounds.records import Place
from bot.pairings.views import words
from bot.pairings.views.words import aside, say
from bot.ui.cards import Actions, Button, Card, File, Part, People
from bot.ui.text import Instant, Mention, Node, Text, joined

LEARN = "What did you learn, or give? One line is plenty. Share it with your name, without, or keep it."


def introduction(whole: Whole, now: dt.datetime) -> Card:
    """Introduce a group, and keep showing what became of it."""
    people = whole.mentions(whole.places)
    parts = [People(tuple(people)), say(" ".join(_why(whole, most=4))), *_state(whole, now)]
    return Card("round", _title(people), tuple(parts), _footer(whole.circle))


def _state(whole: Whole, now: dt.datetime) -> list[Part]:
    match whole.group.state:
        case "met":
            return [say("You met. Lovely. ", LEARN), Actions((_share(whole),))]
        case "called_off":
            return [aside("Called off this time. Another round will bring you together.")]
        case "rescued":
            return [aside("Called off this time, and whoever was free has found other company.")]
    news: list[Part] = [aside(*_goes_on(whole))] if len(whole.staying) < len(whole.places) else []
    return [
        *news,
        say(*_when(whole, now)),
        aside("Something to start with: ", icebreakers.words(whole.group.opener)),
        File("lunch.ics", "text/calendar", _calendar(whole)),
        Actions(_answers(whole)),
    ]


def nudge(whole: Whole, now: dt.datetime) -> Card:
    """Remind a group, once, that it has not said anything."""
    return Card(
        "round",
        "Have you found a time?",
        (say(*_when(whole, now), " If it doesn't work out this time, one click says so."), Actions(_answers(whole))),
    )


def check_in(whole: Whole, mine: Place) -> Card:
    """Ask one person whether their group met."""
    asked = words.listed(["you", *words.first_names(whole.others(mine.person))])
    return Card("round", f"Did {asked} meet?", tuple(_check_in_state(whole, mine)))


def _check_in_state(whole: Whole, mine: Place) -> list[Part]:
    if whole.group.state == "met":
        return [say("You met. Lovely. ", LEARN), Actions((_share(whole),))]
    if mine.answer == "cant":
        return [aside("You can't make it this time. No harm done.")]
    if whole.group.state != "open":
        return [aside("This one was called off. No harm done.")]
    until = whole.instant(whole.round.ends_at)
    said: Text = ("Not yet, you say. There is time until ", until, ".")
    question: Text = ("One click is enough. There is time until ", until, ".")
    return [say(*(said if mine.answer == "not_yet" else question)), Actions(_answers(whole))]


def met(whole: Whole) -> Card:
    """Be glad, and ask what was learned."""
    return Card("round", "Lovely", (say(LEARN), Actions((_share(whole),))))


def not_yet(whole: Whole, now: dt.datetime) -> Card:
    """Take a not yet."""
    until = whole.instant(whole.round.ends_at)
    return Card("round", "Not yet is fine", (say("There is time until ", until, ". ", *_when(whole, now)),))


def cannot(whole: Whole) -> Card:
    """Take a no without blame."""
    told = joined(whole.others(""))
    first: Text = ("I have told ", *told, ". ") if told else ()
    return Card("round", "No harm done", (say(*first, "You are in the next round as usual."),))


def goes_on(whole: Whole) -> Card:
    """Tell a group that it goes on without somebody."""
    return Card("round", "A change of company", (say(*_goes_on(whole)),))


def fell_through(whole: Whole, now: dt.datetime, next_draw: Instant | None) -> Card:
    """Tell the one who is left that the lunch is off, and what can be done."""
    away = joined(whole.mentions([place for place in whole.places if place.answer == "cant"]))
    words = say(*away, " can't make it this time; it happens. ", *_first_in_line(next_draw))
    find = Button("lunch.rescue", "Find me somebody else", str(whole.group.id), "main")
    buttons = (find, _table(main=False)) if now < whole.round.midpoint else (_table(main=True),)
    return Card("round", "Your lunch is off this time", (words, Actions(buttons)))


def waiting(whole: Whole, next_draw: Instant | None) -> Card:
    """Tell somebody that we are looking."""
    until = whole.instant(whole.round.midpoint)
    first: Text = ("As soon as somebody else in this round is free, I introduce you. I look until ", until, ". ")
    otherwise: Text = ("After that you are first in line on ", next_draw, ".") if next_draw else ()
    return Card("round", "I'm looking", (say(*first, *otherwise), Actions((_table(main=True),))))


def too_late(next_draw: Instant | None) -> Card:
    """Tell somebody that half the round is over."""
    words = say(
        "Half of the round is over, so I introduce nobody anew. ",
        *_first_in_line(next_draw),
        " Meanwhile a table of your own may find company.",
    )
    return Card("round", "Not this time", (words, Actions((_table(main=True),))))


def rescued(names: Sequence[Mention]) -> Card:
    """Tell somebody that company was found."""
    return Card("round", "Found", (say("I have just introduced you to ", *joined(list(names)), "."),))


def alone(circle: Circle, why: Literal["number", "office", "uneven"], office: str, next_draw: Instant | None) -> Card:
    """Tell somebody why they have no company this time, and what they can do."""
    reasons: dict[str, Text] = {
        "number": (
            "You were the only one in this round of ",
            circle.room,
            ", so there was nobody to introduce you to.",
        ),
        "office": (f"You were the only one eating in {office} this time, so there was nobody to meet.",),
        "uneven": ("The people of this round did not divide evenly, and this time that left you over.",),
    }
    meanwhile = " Meanwhile, open a table and see who joins, or type “/lunch” to find one that is open."
    words = say(*reasons[why], " ", *_first_in_line(next_draw), meanwhile)
    return Card("round", "No company this round", (words, Actions((_table(main=True),))))


def enough(circle: Circle, next_draw: Instant | None) -> Card:
    """Tell somebody that two introductions a week are plenty."""
    first: Text = ("You have two introductions this week already, so the round in ", circle.room, " went without you.")
    then: Text = (" The next one is on ", next_draw, ".") if next_draw else ()
    return Card("round", "A quiet round for you", (say(*first, *then),))


def because(whole: Whole, whose: str) -> Card:
    """Explain a group."""
    others = whole.mentions([place for place in whole.places if place.person != whose])
    if not others:
        return Card(
            "round",
            "No company that time",
            (
                say(
                    "The people of that round did not divide evenly, and "
                    "somebody had to sit out. Whoever does is first in line the next time."
                ),
            ),
        )
    lines = [say(line) for line in _why(whole, most=9)]
    with_whom = say(
        "Last introduced on ",
        Instant(whole.round.drawn_at, whole.circle.zone, "day"),
        ": ",
        *joined(whole.mentions(whole.places)),
        ".",
    )
    return Card("round", "Why this group?", (with_whom, *lines), (words.METHOD,))


def _why(whole: Whole, most: int) -> list[str]:
    people = whole.mentions(whole.places)
    names = dict(zip((person.person for person in people), words.first_names(people), strict=True))
    weeks = words.weekly(whole.circle)
    return words.reasons(whole.group.reasons, names, size=len(people), weeks=weeks)[:most]


def _title(people: Sequence[Mention]) -> str:
    names = words.first_names(people)
    return f"{names[0]}, meet {names[1]}" if len(names) == 2 else f"{words.listed(names)}, meet for lunch"


def _first_in_line(next_draw: Instant | None) -> Text:
    return ("You are first in line on ", next_draw, ".") if next_draw else ("You are first in line next time.",)


def _when(whole: Whole, now: dt.datetime) -> Text:
    slots: list[Node] = [whole.instant(at) for at in whole.group.slots if at > now]
    if slots:
        return ("You are both free " if len(whole.staying) == 2 else "You are all free ", *joined(slots, " or "), ".")
    if whole.group.meet_at > now:
        return ("How about ", whole.instant(whole.group.meet_at), "? Any other time that suits you is as good.")
    return ("Any time until ", whole.instant(whole.round.ends_at), " is good.")


def _goes_on(whole: Whole) -> Text:
    away = joined(whole.mentions([place for place in whole.places if place.answer == "cant"]))
    return (*away, " can't make it this time; ", *joined(whole.mentions(whole.staying)), " go ahead.")


def _answers(whole: Whole) -> tuple[Button, ...]:
    value = str(whole.group.id)
    return (
        Button("lunch.met", "We met", value, "main"),
        Button("lunch.not_yet", "Not yet", value),
        Button("lunch.cant", "Can't this time", value),
    )


def _share(whole: Whole) -> Button:
    return Button("learning.share", "Share what you learned", f"group:{whole.group.id}", "main")


def _table(*, main: bool) -> Button:
    return Button("table.open", "Open a table", "", "main" if main else "quiet")


def _calendar(whole: Whole) -> str:
    names = [person.name for person in whole.mentions(whole.places)]
    about = f"Introduced by Mingle in #{whole.circle.channel_name}."
    return calendar_entry.entry(
        whole.group.workspace,
        whole.group.id,
        f"Lunch: {words.listed(names)}",
        about,
        whole.group.meet_at,
        whole.round.drawn_at,
    )


def _footer(circle: Circle) -> Text:
    return ("From the lunches of ", circle.room, " · To stay out: /mingle skip, /mingle pause or /mingle leave")


NOT_YOURS = "That lunch is between other people. “/round explain” tells about yours."
OVER = "That round is over; there is nothing left to call off."
CALLED_OFF = "That lunch was called off already; there is nothing left to answer."
NO_NEED = "Your lunch still stands, so there is nobody else to look for."
