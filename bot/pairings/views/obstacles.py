"""Cards about introductions that fell through: to the people themselves and to organisers."""

import datetime as dt
from collections.abc import Sequence

from msgspec import Struct, structs

from bot.pairings.rounds.group_details import GroupDetails
from bot.pairings.rounds.obstacle import Obstacle
from bot.pairings.rounds.records import GroupMember, PairingRound
from bot.pairings.views import words
from bot.pairings.views.words import soft_paragraph, text_paragraph
from bot.ui.cards import Actions, Button, Card, Part
from bot.ui.notices import note_card
from bot.ui.speech import mark, say, say_many
from bot.ui.text import Mention, Text, join_nodes, tell

MAX_NAMED = 12


class Names(Struct, frozen=True):
    """The people and the names of channels that obstacles are about."""

    people: dict[str, Mention]
    channels: dict[str, str]


def undone_card(details: GroupDetails, member: GroupMember, now: dt.datetime) -> Card:
    """Return the news to a member that they could not be introduced, why, and what comes next.

    Whatever somebody else did or wished reads the same.
    """
    obstacle = details.group.obstacles[-1]
    table = Button("table.open", say("Open a table"), "", "quiet")
    rematch = Button("lunch.rescue", say("Find me someone else"), str(details.group.id), "main")
    if obstacle.is_technical:
        text = text_paragraph(say(NO_CONVERSATION), say(words.FIRST_IN_LINE))
        return Card("round", say("I couldn't introduce you"), (text, Actions((table,))))
    if obstacle.kind == "unreachable" and member.person in obstacle.people:
        text = text_paragraph(say(CANNOT_REACH_YOU), say(words.FIRST_IN_LINE))
        return Card("round", say("I couldn't introduce you"), (text, Actions((table,))))

    text = text_paragraph(say(FELL_THROUGH), say(words.FIRST_IN_LINE))
    buttons = (rematch, table) if now < details.round.midpoint else (table,)
    return Card("round", say("Your match fell through"), (text, Actions(buttons)))


def introduced_after_all_card(details: GroupDetails, person: str) -> Card:
    """Return what is left to say to a member whose group could be introduced after all."""
    others = join_nodes(details.mention_others(person))
    text = text_paragraph(*tell("I've introduced you to {others}.", others=others))
    return Card("round", say("It worked out after all"), (text,))


def other_company_card() -> Card:
    """Return what is left to say to a member who was introduced to somebody else since."""
    return note_card(
        say("You have other company"), say("I've introduced you to someone else since.")
    )


def obstacles_card(
    pairing_round: PairingRound,
    groups: Sequence[GroupDetails],
    names: Names,
    *,
    retry: bool,
) -> Card:
    """Return the note to organisers: what refused which introductions, and what mends it.

    `retry` offers to try again.
    """
    intro = text_paragraph(
        say(
            "Some introductions of the round in #{channel} were refused. Here is what stood in the "
            "way:",
            channel=groups[0].program.channel_name,
        ),
    )
    parts: list[Part] = [intro]
    for obstacle, undone in _by_cause(groups):
        parts += _cause_parts(obstacle, names, undone=undone)

    if retry:
        button = Button("lunch.again", say("Try again"), str(pairing_round.id), "main")
        parts.append(Actions((button,)))
    return Card("round", say("Introductions that were refused"), tuple(parts))


def all_settled_card() -> Card:
    """Return what is left to say to organisers once everybody could be introduced."""
    return note_card(
        say("Introductions are through"), say("Everyone I could not reach has been introduced.")
    )


def trying_again_card(groups: int) -> Card:
    """Return the answer to an organiser who asks for another try."""
    if not groups:
        return note_card(
            say("Nobody to introduce"),
            say(
                "Those people have found other company, left or paused. They're in the next round."
            ),
        )
    return note_card(
        say("Trying again"),
        say_many(
            "I'm introducing {number} group now. If it fails, I'll tell you.",
            "I'm introducing {number} groups now. If it fails, I'll tell you.",
            groups,
            number=words.number_word(groups),
        ),
    )


def _by_cause(groups: Sequence[GroupDetails]) -> list[tuple[Obstacle, bool]]:
    """Return what organisers can mend, alike obstacles joined, and whether it undid a group."""
    people: dict[Obstacle, set[str]] = {}
    undone: dict[Obstacle, bool] = {}
    for details in groups:
        for obstacle in details.group.obstacles:
            if not obstacle.has_remedy:
                continue
            cause = structs.replace(obstacle, people=())
            people.setdefault(cause, set()).update(obstacle.people)
            undone[cause] = undone.get(cause, False) or details.group.state == "undone"

    return [
        (structs.replace(cause, people=tuple(sorted(people[cause]))), undone[cause])
        for cause in people
    ]


def _cause_parts(obstacle: Obstacle, names: Names, *, undone: bool) -> list[Part]:
    what: Text = (obstacle.text,)
    if any(name not in obstacle.text for name in obstacle.permissions):
        lacking = words.join_words([f"“{name}”" for name in obstacle.permissions])
        what = (say("I lack {lacking}. ", lacking=lacking), *what)
    if obstacle.channel:
        # by name: a mention of a channel that is gone reads as unknown
        what = (f"#{names.channels[obstacle.channel]}: ", *what)

    named = [names.people[person] for person in obstacle.people if person in names.people]
    shown: Text = join_nodes(list(named[:MAX_NAMED]))
    if len(named) > MAX_NAMED:
        shown = tell("{people} and {number} more", people=shown, number=f"{len(named) - MAX_NAMED}")
    people: Text = tell("It concerns {shown}. ", shown=shown) if named else ()
    if undone:
        result = say(STILL_UNDONE)
    elif obstacle.is_technical:
        result = say(ONE_BY_ONE)
    else:
        result = say(WITHOUT_THEM)
    return [text_paragraph(*what), soft_paragraph(*people, result)]


ROUND_IS_OVER = mark("That round is over. Everybody is in the next one.")
FELL_THROUGH = mark(
    "I had a match for you this round, but it fell through before I could introduce you. "
    "It's nothing you did. "
)
NO_CONVERSATION = mark(
    "I had a match for you this round, but the chat didn't let me introduce you. The "
    "organisers know what to change, and I can still introduce you once they have. "
    "Otherwise: "
)
CANNOT_REACH_YOU = mark(
    "I had a match for you this round, but the chat doesn't let me start a conversation with "
    "you and others. The organisers know. "
)
STILL_UNDONE = mark("They know that it fell through, and are first in line for the next round.")
ONE_BY_ONE = mark("I wrote to each of them alone instead.")
WITHOUT_THEM = mark("The others in their group go ahead without them.")
