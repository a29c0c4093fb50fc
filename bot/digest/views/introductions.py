"""The card that introduces the attendees of an event."""

from collections.abc import Sequence

from bot.events.rules import Event
from bot.events.views.parts import Attendance, event_facts, remark_parts
from bot.text_guard.talk_card import TalkLines
from bot.text_guard.views import talk_parts
from bot.ui.cards import Actions, Button, Card, Paragraph, Part, People
from bot.ui.notices import note_card
from bot.ui.speech import mark, say
from bot.ui.text import CommandMention, Mention, join_nodes, tell, tell_many

WHY_TOGETHER = mark(
    "You go to an evening in town, and others go too; you show it, or asked for company."
)
_LEAD = mark("You are all going. Say hello, and arrive together.")
_FEWER = mark("Since I introduced you, plans have changed: you aren't all going any more.")
_MEETING_POINT = mark("Meet at the entrance, ten minutes before it begins, or name a better place.")


def introduction_card(
    event: Event, people: Sequence[Mention], knows: Sequence[Mention], talk: TalkLines
) -> Card:
    """Introduce attendees to each other; `knows` are those who went to such events before.

    `talk` is what they may talk about there.
    """
    parts: list[Part] = [
        Paragraph((say(_LEAD),)),
        People(tuple(people), pictured=True),
        *remark_parts(event),
        event_facts(event, Attendance()),
    ]
    if knows:
        words = tell_many(
            "{people} has been to such evenings before.",
            "{people} have been to such evenings before.",
            len(knows),
            people=join_nodes(list(knows)),
        )
        parts.append(Paragraph(words))
    if not event.meeting_point:
        parts.append(Paragraph((say(_MEETING_POINT),)))
    parts += talk_parts(talk)

    buttons = (
        Button("event.meet", say("Name a meeting point"), str(event.id)),
        Button("event.show", say("More"), str(event.id)),
    )
    footer = (say("I remind each of you a day and an hour before."),)
    return Card(
        "round",
        say("Going together: {title}", title=event.title),
        (*parts, Actions(buttons)),
        footer,
    )


def fewer_card(event: Event) -> Card:
    """Return that those who were introduced don't go together any more, not who stays away."""
    more = Actions((Button("event.show", say("More"), str(event.id)),))
    parts = (
        Paragraph((say(_FEWER),)),
        *remark_parts(event),
        event_facts(event, Attendance()),
        more,
    )
    return Card("round", event.title, parts)


def unlisted_card() -> Card:
    """Return that an event is not on the list, as where it turned out to be another one."""
    words = tell(
        "The event that you were going to isn't on my list any more; it may stand there under "
        "another name. {command} shows what is on.",
        command=CommandMention("events"),
    )
    return note_card(say("Going together"), words)
