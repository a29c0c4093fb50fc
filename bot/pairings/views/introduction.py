"""Word the introduction of a group and everything that is said to it afterwards."""

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds import calendar_entry, icebreakers
from bot.pairings.rounds.group_details import GroupDetails
from bot.pairings.rounds.records import GroupMember
from bot.pairings.views import words
from bot.pairings.views.words import soft_paragraph, text_paragraph
from bot.ui.cards import Actions, Button, Card, File, Part, People
from bot.ui.text import Instant, Mention, Node, Text, join_nodes

ASK_WHAT_WAS_LEARNED = (
    "What did you learn, or give? One line is plenty. Share it with your name, without, or keep it."
)


def introduction_card(details: GroupDetails, now: dt.datetime) -> Card:
    """Introduce a group, and keep showing what became of it."""
    people = details.mention_members(details.members)
    parts = [
        People(tuple(people)),
        text_paragraph(" ".join(_why(details, limit=4))),
        *_state(details, now),
    ]
    return Card("round", _title(people), tuple(parts), _footer(details.program))


def _state(details: GroupDetails, now: dt.datetime) -> list[Part]:
    match details.group.state:
        case "met":
            return [
                text_paragraph("You met. Lovely. ", ASK_WHAT_WAS_LEARNED),
                Actions((_share(details),)),
            ]
        case "called_off":
            return [soft_paragraph("Called off this time. Another round will bring you together.")]
        case "rescued":
            return [
                soft_paragraph(
                    "Called off this time, and whoever was free has found other company."
                )
            ]
    news: list[Part] = (
        [soft_paragraph(*_goes_on(details))]
        if len(details.staying_members) < len(details.members)
        else []
    )
    return [
        *news,
        text_paragraph(*_when(details, now)),
        soft_paragraph(
            "Something to start with: ", icebreakers.icebreaker_text(details.group.opener)
        ),
        File("lunch.ics", "text/calendar", _calendar(details)),
        Actions(_answers(details)),
    ]


def nudge_card(details: GroupDetails, now: dt.datetime) -> Card:
    """Remind a group, once, that it has not said anything."""
    return Card(
        "round",
        "Have you found a time?",
        (
            text_paragraph(
                *_when(details, now), " If it doesn't work out this time, one click says so."
            ),
            Actions(_answers(details)),
        ),
    )


def check_in_card(details: GroupDetails, member: GroupMember) -> Card:
    """Ask one person whether their group met."""
    asked = words.join_words(["you", *words.first_names(details.mention_others(member.person))])
    return Card("round", f"Did {asked} meet?", tuple(_check_in_state(details, member)))


def _check_in_state(details: GroupDetails, member: GroupMember) -> list[Part]:
    if details.group.state == "met":
        return [
            text_paragraph("You met. Lovely. ", ASK_WHAT_WAS_LEARNED),
            Actions((_share(details),)),
        ]
    if member.answer == "cant":
        return [soft_paragraph("You can't make it this time. No harm done.")]
    if details.group.state != "open":
        return [soft_paragraph("This one was called off. No harm done.")]
    until = details.program_instant(details.round.ends_at)
    said: Text = ("Not yet, you say. There is time until ", until, ".")
    question: Text = ("One click is enough. There is time until ", until, ".")
    return [
        text_paragraph(*(said if member.answer == "not_yet" else question)),
        Actions(_answers(details)),
    ]


def met_card(details: GroupDetails) -> Card:
    """Be glad, and ask what was learned."""
    return Card(
        "round", "Lovely", (text_paragraph(ASK_WHAT_WAS_LEARNED), Actions((_share(details),)))
    )


def not_yet_card(details: GroupDetails, now: dt.datetime) -> Card:
    """Take a not yet."""
    until = details.program_instant(details.round.ends_at)
    return Card(
        "round",
        "Not yet is fine",
        (text_paragraph("There is time until ", until, ". ", *_when(details, now)),),
    )


def cannot_card(details: GroupDetails) -> Card:
    """Take a no without blame."""
    told = join_nodes(details.mention_others(""))
    first: Text = ("I have told ", *told, ". ") if told else ()
    return Card(
        "round", "No harm done", (text_paragraph(*first, "You are in the next round as usual."),)
    )


def goes_on_card(details: GroupDetails) -> Card:
    """Tell a group that it goes on without somebody."""
    return Card("round", "A change of company", (text_paragraph(*_goes_on(details)),))


def fell_through_card(details: GroupDetails, now: dt.datetime, next_draw: Instant | None) -> Card:
    """Tell the one who is left that the lunch is off, and what can be done."""
    away = join_nodes(
        details.mention_members([place for place in details.members if place.answer == "cant"])
    )
    words = text_paragraph(
        *away, " can't make it this time; it happens. ", *_first_in_line(next_draw)
    )
    find = Button("lunch.rescue", "Find me somebody else", str(details.group.id), "main")
    buttons = (find, _table(main=False)) if now < details.round.midpoint else (_table(main=True),)
    return Card("round", "Your lunch is off this time", (words, Actions(buttons)))


def waiting_card(details: GroupDetails, next_draw: Instant | None) -> Card:
    """Tell somebody that we are looking."""
    until = details.program_instant(details.round.midpoint)
    first: Text = (
        "As soon as somebody else in this round is free, I introduce you. I look until ",
        until,
        ". ",
    )
    otherwise: Text = ("After that you are first in line on ", next_draw, ".") if next_draw else ()
    return Card(
        "round", "I'm looking", (text_paragraph(*first, *otherwise), Actions((_table(main=True),)))
    )


def too_late_card(next_draw: Instant | None) -> Card:
    """Tell somebody that half the round is over."""
    words = text_paragraph(
        "Half of the round is over, so I introduce nobody anew. ",
        *_first_in_line(next_draw),
        " Meanwhile a table of your own may find company.",
    )
    return Card("round", "Not this time", (words, Actions((_table(main=True),))))


def rematched_card(names: Sequence[Mention]) -> Card:
    """Tell somebody that company was found."""
    return Card(
        "round",
        "Found",
        (text_paragraph("I have just introduced you to ", *join_nodes(list(names)), "."),),
    )


def solo_card(
    program: PairingProgram,
    why: Literal["number", "office", "uneven"],
    office: str,
    next_draw: Instant | None,
) -> Card:
    """Tell somebody why they have no company this time, and what they can do."""
    reasons: dict[str, Text] = {
        "number": (
            "You were the only one in this round of ",
            program.channel_mention,
            ", so there was nobody to introduce you to.",
        ),
        "office": (
            f"You were the only one eating in {office} this time, so there was nobody to meet.",
        ),
        "uneven": (
            "The people of this round did not divide evenly, and this time that left you over.",
        ),
    }
    meanwhile = (
        " Meanwhile, open a table and see who joins, or type “/lunch” to find one that is open."
    )
    words = text_paragraph(*reasons[why], " ", *_first_in_line(next_draw), meanwhile)
    return Card("round", "No company this round", (words, Actions((_table(main=True),))))


def enough_card(program: PairingProgram, next_draw: Instant | None) -> Card:
    """Tell somebody that two introductions a week are plenty."""
    first: Text = (
        "You have two introductions this week already, so the round in ",
        program.channel_mention,
        " went without you.",
    )
    then: Text = (" The next one is on ", next_draw, ".") if next_draw else ()
    return Card("round", "A quiet round for you", (text_paragraph(*first, *then),))


def explanation_card(details: GroupDetails, whose: str) -> Card:
    """Explain a group."""
    others = details.mention_members([place for place in details.members if place.person != whose])
    if not others:
        return Card(
            "round",
            "No company that time",
            (
                text_paragraph(
                    "The people of that round did not divide evenly, and "
                    "somebody had to sit out. Whoever does is first in line the next time."
                ),
            ),
        )
    lines = [text_paragraph(line) for line in _why(details, limit=9)]
    with_whom = text_paragraph(
        "Last introduced on ",
        Instant(details.round.drawn_at, details.program.zone, "day"),
        ": ",
        *join_nodes(details.mention_members(details.members)),
        ".",
    )
    return Card("round", "Why this group?", (with_whom, *lines), (words.MATCHING_METHOD,))


def _why(details: GroupDetails, limit: int) -> list[str]:
    people = details.mention_members(details.members)
    names = dict(zip((person.person for person in people), words.first_names(people), strict=True))
    weeks = words.is_weekly(details.program)
    return words.reason_sentences(details.group.reasons, names, size=len(people), weeks=weeks)[
        :limit
    ]


def _title(people: Sequence[Mention]) -> str:
    names = words.first_names(people)
    return (
        f"{names[0]}, meet {names[1]}"
        if len(names) == 2
        else f"{words.join_words(names)}, meet for lunch"
    )


def _first_in_line(next_draw: Instant | None) -> Text:
    return (
        ("You are first in line on ", next_draw, ".")
        if next_draw
        else ("You are first in line next time.",)
    )


def _when(details: GroupDetails, now: dt.datetime) -> Text:
    slots: list[Node] = [details.program_instant(at) for at in details.group.slots if at > now]
    if slots:
        return (
            "You are both free " if len(details.staying_members) == 2 else "You are all free ",
            *join_nodes(slots, " or "),
            ".",
        )
    if details.group.meet_at > now:
        return (
            "How about ",
            details.program_instant(details.group.meet_at),
            "? Any other time that suits you is as good.",
        )
    return ("Any time until ", details.program_instant(details.round.ends_at), " is good.")


def _goes_on(details: GroupDetails) -> Text:
    away = join_nodes(
        details.mention_members([place for place in details.members if place.answer == "cant"])
    )
    return (
        *away,
        " can't make it this time; ",
        *join_nodes(details.mention_members(details.staying_members)),
        " go ahead.",
    )


def _answers(details: GroupDetails) -> tuple[Button, ...]:
    value = str(details.group.id)
    return (
        Button("lunch.met", "We met", value, "main"),
        Button("lunch.not_yet", "Not yet", value),
        Button("lunch.cant", "Can't this time", value),
    )


def _share(details: GroupDetails) -> Button:
    return Button("learning.share", "Share what you learned", f"group:{details.group.id}", "main")


def _table(*, main: bool) -> Button:
    return Button("table.open", "Open a table", "", "main" if main else "quiet")


def _calendar(details: GroupDetails) -> str:
    names = [person.name for person in details.mention_members(details.members)]
    about = f"Introduced by Mingle in #{details.program.channel_name}."
    return calendar_entry.write_entry(
        details.group.workspace,
        details.group.id,
        f"Lunch: {words.join_words(names)}",
        about,
        details.group.meet_at,
        details.round.drawn_at,
    )


def _footer(program: PairingProgram) -> Text:
    return (
        "From the lunches of ",
        program.channel_mention,
        " · To stay out: /mingle skip, /mingle pause or /mingle leave",
    )


NOT_YOURS = "That lunch is between other people. “/round explain” tells about yours."
ROUND_OVER = "That round is over; there is nothing left to call off."
ALREADY_CALLED_OFF = "That lunch was called off already; there is nothing left to answer."
NO_REMATCH_NEEDED = "Your lunch still stands, so there is nobody else to look for."
