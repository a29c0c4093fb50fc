"""Cards of a group: its introduction, reminders, answers, and why it is this one."""

import datetime as dt
from collections.abc import Sequence

from bot.pairings.agreements.agreement import Agreement
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds import icebreakers
from bot.pairings.rounds.group_details import GroupDetails
from bot.pairings.rounds.records import GroupMember
from bot.pairings.views import agreement as views
from bot.pairings.views import words
from bot.pairings.views.profiles import member_lines, profiles_button
from bot.pairings.views.words import soft_paragraph, text_paragraph
from bot.people.records import Person
from bot.ui.cards import Actions, Button, Card, Part, People
from bot.ui.notices import something_wrong_button
from bot.ui.text import CommandMention, Instant, Mention, Node, Text, join_nodes

_ROW = 5  # buttons that stand beside each other
ASK_WHAT_WAS_LEARNED = (
    "What did you learn, or give? One line is plenty. Share it with your name, without, or keep it."
)


def introduction_card(
    details: GroupDetails, profiles: Sequence[Person], agreement: Agreement, now: dt.datetime
) -> Card:
    """Return the introduction of a group: a live card that follows the group's state."""
    is_open = details.runs_at(now)
    people = details.mention_members(details.staying_members if is_open else details.members)
    reasons = text_paragraph(" ".join(_reason_sentences(details, people, limit=4)))
    about = member_lines(people, profiles) if is_open else ()
    shown = People(tuple(people), about=about, pictured=True)
    readable = [Actions((profiles_button(details),))] if any(about) else []
    parts = [shown, reasons, *readable, *_group_state(details, agreement, now)]
    title = _title(people, by_call=details.group.by_call)
    return Card("round", title, _with_wrong(parts, details), _footer(details.program))


def nudge_card(details: GroupDetails, agreement: Agreement, now: dt.datetime) -> Card:
    """Return the reminder of a group in which nobody has clicked anything.

    Once the group has met or fallen apart, or the round is over, it asks nothing.
    """
    title = "Have you found a time?"
    if not details.runs_at(now):
        return Card("round", title, tuple(closed_parts(details)))

    question = text_paragraph(
        *views.times_text(details, agreement, now),
        " If it doesn't work out this time, one click says so.",
    )
    return Card("round", title, (question, Actions(_answer_buttons(details))))


def check_in_card(
    details: GroupDetails,
    agreement: Agreement,
    member: GroupMember,
    now: dt.datetime,
    *,
    once: bool = False,
) -> Card:
    """Return the question to one member whether their group met, or is going to.

    Somebody who is in for this round only, `once`, may say that they stay.
    """
    people = words.join_words(["you", *words.first_names(details.mention_others(member.person))])
    if details.group.state == "open" and not details.runs_at(now):
        return Card("round", f"Did {people} meet?", tuple(closed_parts(details)))

    ahead = agreement.agreed is not None and agreement.agreed > now
    title = f"Are {people} going to meet?" if ahead else f"Did {people} meet?"
    stay = _stay_parts(details) if once else []
    parts = [*_check_in_state(details, agreement, member), *stay]
    return Card("round", title, _with_wrong(parts, details))


def _with_wrong(parts: Sequence[Part], details: GroupDetails) -> tuple[Part, ...]:
    """Return parts with a way to tell of what is wrong, in the last row where there is room."""
    wrong, last = something_wrong_button(f"{details.group.subject}"), parts[-1]
    if isinstance(last, Actions) and not last.beside and len(last.items) < _ROW:
        return (*parts[:-1], Actions((*last.items, wrong)))
    return (*parts, Actions((wrong,)))


def met_card(details: GroupDetails, *, once: bool = False) -> Card:
    """Return the answer to "we met", which asks what was learned; `once`, whether they stay."""
    question = text_paragraph(ASK_WHAT_WAS_LEARNED)
    stay = _stay_parts(details) if once else []
    return Card("round", "Lovely", (question, Actions((_share_button(details),)), *stay))


def _stay_parts(details: GroupDetails) -> list[Part]:
    question = text_paragraph(
        "You're in for this round only. Would you like to stay in? If not, there's nothing to do."
    )
    stay = Button("people.join", "Keep me in", str(details.program.id))
    return [question, Actions((stay,))]


def not_yet_card(details: GroupDetails, agreement: Agreement, now: dt.datetime) -> Card:
    """Return the answer to "not yet", with the time that is left."""
    until = details.program_instant(details.round.ends_at)
    text = text_paragraph(
        "There is time until ", until, ". ", *views.times_text(details, agreement, now)
    )
    return Card("round", "Not yet is fine", (text,))


def cannot_card(details: GroupDetails) -> Card:
    """Return the answer to "can't this time": who was told, and that it is no harm."""
    others = join_nodes(details.mention_others(""))
    first: Text = ("I have told ", *others, ". ") if others else ()
    text = text_paragraph(*first, "You are in the next round as usual.")
    return Card("round", "No harm done", (text,))


def goes_on_card(details: GroupDetails) -> Card:
    """Return the news to a group that it goes on without somebody."""
    return Card("round", "A change of company", (text_paragraph(*_goes_on(details)),))


def explanation_card(details: GroupDetails, person: str) -> Card:
    """Return the reasons for a group, as asked about one of its members."""
    if details.group.state == "undone" or person not in details.names:
        return Card("round", "No company that time", (text_paragraph(FELL_THROUGH),))
    if details.group.state == "late":
        return Card("round", "No company that time", (text_paragraph(JOINED_LATE),))
    if all(member.person == person for member in details.members):
        text = text_paragraph(
            f"That round had nobody for you. {words.WHY_NOBODY} Whoever that happens to is first "
            "in line the next time."
        )
        return Card("round", "No company that time", (text,))

    with_whom = text_paragraph(
        "Last introduced on ",
        Instant(details.round.drawn_at, details.program.zone, "day"),
        ": ",
        *join_nodes(details.mention_members(details.members)),
        ".",
    )
    people = details.mention_members(details.members)
    sentences = _reason_sentences(details, people, limit=9)
    reasons = [text_paragraph(sentence) for sentence in sentences]
    return Card("round", "Why this group?", (with_whom, *reasons), (words.MATCHING_METHOD,))


def _group_state(details: GroupDetails, agreement: Agreement, now: dt.datetime) -> list[Part]:
    match details.group.state:
        case "met":
            return _met_parts(details)
        case "called_off" | "undone":
            return [soft_paragraph("Called off this time. Another round will bring you together.")]
        case "rescued":
            text = "Called off this time, and whoever was free has found other company."
            return [soft_paragraph(text)]

    if details.is_over(now):
        return closed_parts(details)

    parts: list[Part] = []
    if details.group.one_by_one:
        parts.append(text_paragraph(WRITE_TO_EACH_OTHER))
    if details.absent_members:
        parts.append(soft_paragraph(*_goes_on(details)))
    icebreaker = icebreakers.icebreaker_text(details.group.icebreaker)
    return [
        *parts,
        *views.agreement_parts(details, agreement, now),
        soft_paragraph("Something to start with: ", icebreaker),
        Actions(_answer_buttons(details)),
    ]


def closed_parts(details: GroupDetails) -> list[Part]:
    """Return what stands in place of the buttons of something that is over."""
    texts = {
        "open": "This round is over.",
        "met": "You met. Lovely.",
    }
    return [soft_paragraph(texts.get(details.group.state, "This one was called off."))]


def _check_in_state(details: GroupDetails, agreement: Agreement, member: GroupMember) -> list[Part]:
    if details.group.state == "met":
        return _met_parts(details)
    if member.answer == "cant":
        return [soft_paragraph("You can't make it this time. No harm done.")]
    if details.group.state != "open":
        return [soft_paragraph("This one was called off. No harm done.")]

    first = "Not yet, you say." if member.answer == "not_yet" else "One click is enough."
    until = details.program_instant(details.round.ends_at)
    agreed: Text = ()
    if agreement.agreed:
        agreed = ("You agreed on ", details.program_instant(agreement.agreed), ". ")
    return [
        text_paragraph(*agreed, f"{first} There is time until ", until, "."),
        Actions(_answer_buttons(details)),
    ]


def _met_parts(details: GroupDetails) -> list[Part]:
    return [
        text_paragraph("You met. Lovely. ", ASK_WHAT_WAS_LEARNED),
        Actions((_share_button(details),)),
    ]


def _reason_sentences(details: GroupDetails, people: Sequence[Mention], limit: int) -> list[str]:
    """Return why these people of a group were matched."""
    ids = [person.person for person in people]
    names = dict(zip(ids, words.first_names(people), strict=True))
    reasons = [reason for reason in details.group.reasons if names.keys() >= set(reason.people)]
    weeks = words.is_weekly(details.program)
    return words.reason_sentences(reasons, names, size=len(people), weeks=weeks)[:limit]


def _title(people: Sequence[Mention], *, by_call: bool) -> str:
    names = words.first_names(people)
    if len(names) == 2:
        return f"{names[0]}, meet {names[1]}"
    return f"{words.join_words(names)}, meet {'on a call' if by_call else 'for lunch'}"


def _goes_on(details: GroupDetails) -> Text:
    staying = details.mention_members(details.staying_members)
    return (*absence_text(details), " ", *join_nodes(staying), " go ahead.")


def absence_text(details: GroupDetails) -> Text:
    """Return who of a group can't make it this time, and who has left for good."""
    left = [member for member in details.absent_members if member.person in details.left]
    away = [member for member in details.absent_members if member.person not in details.left]
    sentences: list[Node] = []
    if left:
        verb = " has left." if len(left) == 1 else " have left."
        sentences += [*join_nodes(details.mention_members(left)), verb]
    if away:
        space = " " if left else ""
        sentences += [space, *join_nodes(details.mention_members(away)), CANT_THIS_TIME]
    return tuple(node for node in sentences if node)


def _answer_buttons(details: GroupDetails) -> tuple[Button, ...]:
    value = str(details.group.id)
    return (
        Button("lunch.met", "We met", value, "main"),
        Button("lunch.not_yet", "Not yet", value),
        Button("lunch.cant", "Can't this time", value),
    )


def _share_button(details: GroupDetails) -> Button:
    return Button("learning.share", "Share what you learned", f"group:{details.group.id}", "main")


def _footer(program: PairingProgram) -> Text:
    return (
        "From the lunches of ",
        program.channel_mention,
        " · To stay out: ",
        CommandMention("mingle skip"),
        ", ",
        CommandMention("mingle pause"),
        " or ",
        CommandMention("mingle leave"),
    )


CANT_THIS_TIME = " can't make it this time; it happens."
FELL_THROUGH = (
    "I had a match for you, and it fell through before I could introduce you. Whoever that happens "
    "to is first in line the next time."
)
JOINED_LATE = (
    "You joined after that round was drawn, and nobody in it was free. You're first in line for "
    "the next one."
)
WRITE_TO_EACH_OTHER = (
    "I can't open a conversation for you here, so please write to each other directly."
)
NOT_YOURS = (
    "That lunch is between other people. ",
    CommandMention("round explain"),
    " tells about yours.",
)
ROUND_OVER = "That round is over; there is nothing left to call off."
ALREADY_CALLED_OFF = "That lunch was called off already; there is nothing left to answer."
