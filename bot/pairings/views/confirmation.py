"""The question whether a lunch still stands, asked of somebody who leaves or pauses."""

from collections.abc import Sequence

from bot.pairings.rounds.group_details import GroupDetails
from bot.pairings.rounds.records import GroupMember
from bot.pairings.views.words import soft_paragraph, text_paragraph
from bot.ui.cards import Actions, Button, Card, Part
from bot.ui.speech import mark, say
from bot.ui.text import Mention, Text, join_nodes, tell

SETTLED = mark("That lunch is settled already; there is nothing left to answer.")
THEY_ARE_BACK = mark("They're back in, so your lunch stands. A message to them settles it.")


def question_parts(details: GroupDetails, person: str) -> tuple[Part, ...]:
    """Return the question to a member of a group whether they will still meet the others."""
    number = str(details.group.id)
    question = text_paragraph(
        *tell(
            "You've been introduced to {people}. Still meeting?",
            people=join_nodes(details.mention_others(person)),
        ),
    )
    buttons = (
        Button("lunch.still", say("Yes, we'll meet"), number, "main"),
        Button("lunch.cant", say("No, I can't"), number),
    )
    return question, Actions(buttons)


def passed_skip_card(questions: Sequence[Part]) -> Card:
    """Return the answer to a skip that comes after the introduction."""
    return Card("round", say("You're introduced already"), tuple(questions))


def still_card(details: GroupDetails, person: str) -> Card:
    """Return the answer to "yes, we'll meet"."""
    text = text_paragraph(
        *tell("Have a good one with {people}.", people=join_nodes(details.mention_others(person)))
    )
    return Card("round", say("Your lunch stands"), (text,))


def unsure_card(details: GroupDetails, member: GroupMember) -> Card:
    """Return the news to the only other member that somebody may not come, as long as it holds."""
    number, name = str(details.group.id), details.names[member.person]
    text = text_paragraph(
        *tell(
            "I asked {name} whether your lunch still stands, and haven't heard back. Ask them "
            "yourself, or I'll look for someone else for you.",
            name=name,
        ),
    )
    buttons = (
        Button("lunch.move_on", say("Find me someone else"), number, "main"),
        Button("lunch.still", say("We're still on"), number),
    )
    return Card("round", say("Is your lunch still on?"), (text, Actions(buttons)))


def settled_card(details: GroupDetails, member: GroupMember, *, confirmed: bool) -> Card:
    """Return what stands in place of that news once there is nothing left to ask."""
    name = details.names[member.person]
    texts: dict[str, Text] = {
        "met": (say("You met. Lovely."),),
        "open": (say("This round is over."),),
    }
    text = texts.get(details.group.state, (say("This one was called off."),))
    if confirmed and details.group.state == "open":
        text = tell("{name} says you're still meeting.", name=name)
    return Card("round", say("Your lunch, settled"), (soft_paragraph(*text),))


def confirmed_card(details: GroupDetails, member: GroupMember) -> Card:
    """Return the news to somebody who was told of a doubt that their lunch stands after all."""
    name = details.names[member.person]
    return Card(
        "round",
        say("Your lunch is on"),
        (text_paragraph(*tell("{name} says you're still meeting.", name=name)),),
    )


def moved_on_card(other: Mention) -> Card:
    """Return the news to somebody who gave no answer that the other looks for company."""
    text = text_paragraph(
        *tell(
            "I hadn't heard whether you'd still meet, so {other} is looking for someone else.",
            other=other,
        )
    )
    return Card("round", say("Your lunch is off this time"), (text,))
