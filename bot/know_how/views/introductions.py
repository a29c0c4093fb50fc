"""The cards of an introduction that one asks for and the other is asked about."""

from collections.abc import Mapping, Sequence

from bot.know_how.rules import Evidence, IntroductionRequest, Shared
from bot.people.records import Person
from bot.ui.cards import Actions, Button, Card, Paragraph, Part, People
from bot.ui.notices import note_card
from bot.ui.speech import mark, say
from bot.ui.text import Instant, Mention, clean_text, first_name, tell

WHY_ASKED = mark(
    "A colleague would like to ask you about something that you shared, and you agreed to be named."
)
WHY_INTRODUCED = mark("You and a colleague both agreed to be introduced to each other.")
WHY_ENDED = mark("You wanted to be introduced to a colleague, and it didn't come together.")
_SHOWN = 140
_TITLE = mark("Shall I introduce you to {name}?")
_QUESTIONS: Mapping[Shared, str] = {
    "offer": mark("{asker} asks about {words}, which you offer to show others."),
    "event": mark("{asker} asks about “{words}”, which you planned."),
    "learning": mark("{asker} asks about something you learned: “{words}”"),
}
_ABOUT: Mapping[Shared, str] = {
    "offer": mark("{asker} asked about {words}, which {expert} can show others."),
    "event": mark("{asker} asked about “{words}”, which {expert} planned."),
    "learning": mark("{asker} asked about something that {expert} learned: “{words}”"),
}


def asked_card(request: IntroductionRequest, expert: Person, zone: str) -> Card:
    """Confirm that a colleague is asked, and until when whoever asked hears of it."""
    words = tell(
        "I'll ask {expert} in private whether I may introduce you two. Either way you'll hear from "
        "me by {until}.",
        expert=expert.mention,
        until=Instant(request.until, zone),
    )
    return Card("note", say("Asked"), (Paragraph(words),))


def question_card(
    request: IntroductionRequest, asker: Mention, evidence: Evidence | None, zone: str
) -> Card:
    """Ask somebody whether they would like to be introduced; `zone` is theirs."""
    name = first_name(asker)
    until = Instant(request.until, zone)
    if evidence is None:
        about = tell("{asker} asks about something that you shared.", asker=asker)
    else:
        words = clean_text(evidence.words, _SHOWN)
        about = tell(_QUESTIONS[evidence.kind], asker=asker, words=words)
    yes = Button("who.yes", say("Yes, introduce us"), str(request.id), "main")
    if request.declined_at:
        kept = tell(
            "You said not now. {name} isn't told of it; on {until} I'll only say that it didn't "
            "come together. Until then you can change your mind.",
            name=name,
            until=until,
        )
        shown: tuple[Part, ...] = (Paragraph(about), Paragraph(kept), Actions((yes,)))
        return Card("note", say(_TITLE, name=name), shown)
    soft = tell(
        "If you say not now, or nothing at all, {name} reads the same, and never why. The question "
        "is open until {until}.",
        name=name,
        until=until,
    )
    later = Button("who.later", say("Not now"), str(request.id))
    shown = (Paragraph(about), Actions((yes, later)), Paragraph(soft, soft=True))
    return Card("note", say(_TITLE, name=name), shown)


def agreed_card(asker: Mention, *, sent: bool) -> Card:
    """Show somebody that they said yes, and whether the introduction has been sent."""
    words = (
        tell("You said yes, and I've introduced you and {asker}.", asker=asker)
        if sent
        else tell(
            "You said yes. I'll introduce you and {asker} once it's working time for both of you.",
            asker=asker,
        )
    )
    return note_card(say("Introducing you"), words)


def declined_for_good_card(asker: Mention) -> Card:
    """Show somebody who would rather not meet whoever asked that it has ended for them."""
    title = say(_TITLE, name=first_name(asker))
    return note_card(title, say("You chose not to, so this has ended for you. Nobody is told."))


def question_over_card(asker: Mention) -> Card:
    """Show somebody that the question is not open any more."""
    title = say(_TITLE, name=first_name(asker))
    return note_card(title, say("This question is over. There's nothing to do."))


def introduction_card(
    asker: Mention, expert: Mention, evidence: Evidence | None, common: Sequence[str]
) -> Card:
    """Introduce two to each other; `common` are sentences on what they have in common."""
    parts: list[Part] = [
        Paragraph((say("You both said yes to meeting. Over to you: say hello, and find a time."),)),
        People((asker, expert), pictured=True),
    ]
    if evidence:
        words = clean_text(evidence.words, _SHOWN)
        about = tell(_ABOUT[evidence.kind], asker=asker, expert=expert, words=words)
        parts.append(Paragraph(about))
    if common:
        parts.append(Paragraph((" ".join(common),)))
    title = say("{name}, meet {other}", name=first_name(asker), other=first_name(expert))
    return Card("round", title, tuple(parts))


def ended_card(other: Mention | None) -> Card:
    """Return that somebody is not introduced, in the same words whatever the reason."""
    name = other or say("your colleague")
    words = tell(
        "An introduction to {name} didn't come together this time. I never say why: it may be the "
        "week, or nothing at all.",
        name=name,
    )
    table = Button("table.open", say("Open a lunch table"))
    hint = say("A table about it is open to whoever likes the topic.")
    return Card(
        "note",
        say("No introduction this time"),
        (Paragraph(words), Paragraph((hint,)), Actions((table,))),
    )
