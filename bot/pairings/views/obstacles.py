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
from bot.ui.text import Mention, Text, join_nodes

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
    table = Button("table.open", "Open a table", "", "quiet")
    rematch = Button("lunch.rescue", "Find me someone else", str(details.group.id), "main")
    if obstacle.is_technical:
        text = text_paragraph(NO_CONVERSATION, words.FIRST_IN_LINE)
        return Card("round", "I couldn't introduce you", (text, Actions((table,))))
    if obstacle.kind == "unreachable" and member.person in obstacle.people:
        text = text_paragraph(CANNOT_REACH_YOU, words.FIRST_IN_LINE)
        return Card("round", "I couldn't introduce you", (text, Actions((table,))))

    text = text_paragraph(FELL_THROUGH, words.FIRST_IN_LINE)
    buttons = (rematch, table) if now < details.round.midpoint else (table,)
    return Card("round", "Your match fell through", (text, Actions(buttons)))


def introduced_after_all_card(details: GroupDetails, person: str) -> Card:
    """Return what is left to say to a member whose group could be introduced after all."""
    others = join_nodes(details.mention_others(person))
    text = text_paragraph("I've introduced you to ", *others, ".")
    return Card("round", "It worked out after all", (text,))


def other_company_card() -> Card:
    """Return what is left to say to a member who was introduced to somebody else since."""
    return note_card("You have other company", "I've introduced you to someone else since.")


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
        f"Some introductions of the round in #{groups[0].program.channel_name} were refused. Here "
        "is what stood in the way:",
    )
    parts: list[Part] = [intro]
    for obstacle, undone in _by_cause(groups):
        parts += _cause_parts(obstacle, names, undone=undone)

    if retry:
        button = Button("lunch.again", "Try again", str(pairing_round.id), "main")
        parts.append(Actions((button,)))
    return Card("round", "Introductions that were refused", tuple(parts))


def all_settled_card() -> Card:
    """Return what is left to say to organisers once everybody could be introduced."""
    return note_card("Introductions are through", "Everyone I could not reach has been introduced.")


def trying_again_card(groups: int) -> Card:
    """Return the answer to an organiser who asks for another try."""
    if not groups:
        return note_card(
            "Nobody to introduce",
            "Those people have found other company, left or paused. They're in the next round.",
        )
    count = f"{words.number_word(groups)} group{'' if groups == 1 else 's'}"
    return note_card("Trying again", f"I'm introducing {count} now. If it fails, I'll tell you.")


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
        what = (f"I lack {lacking}. ", *what)
    if obstacle.channel:
        # by name: a mention of a channel that is gone reads as unknown
        what = (f"#{names.channels[obstacle.channel]}: ", *what)

    named = [names.people[person] for person in obstacle.people if person in names.people]
    shown: Text = join_nodes(list(named[:MAX_NAMED]))
    if len(named) > MAX_NAMED:
        shown = (*shown, f" and {len(named) - MAX_NAMED} more")
    people: Text = ("It concerns ", *shown, ". ") if named else ()
    if undone:
        result = STILL_UNDONE
    elif obstacle.is_technical:
        result = ONE_BY_ONE
    else:
        result = WITHOUT_THEM
    return [text_paragraph(*what), soft_paragraph(*people, result)]


ROUND_IS_OVER = "That round is over. Everybody is in the next one."
FELL_THROUGH = (
    "I had a match for you this round, but it fell through before I could introduce you. It's "
    "nothing you did. "
)
NO_CONVERSATION = (
    "I had a match for you this round, but the chat didn't let me introduce you. The organisers "
    "know what to change, and I can still introduce you once they have. Otherwise: "
)
CANNOT_REACH_YOU = (
    "I had a match for you this round, but the chat doesn't let me start a conversation with you "
    "and others. The organisers know. "
)
STILL_UNDONE = "They know that it fell through, and are first in line for the next round."
ONE_BY_ONE = "I wrote to each of them alone instead."
WITHOUT_THEM = "The others in their group go ahead without them."
