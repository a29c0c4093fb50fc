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
from bot.ui.speech import mark, say
from bot.ui.text import CommandMention, Instant, Mention, Text, join_nodes, tell, tell_many

_ROW = 5  # buttons that stand beside each other
ASK_WHAT_WAS_LEARNED = mark(
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
    title = say("Have you found a time?")
    if not details.runs_at(now):
        return Card("round", title, tuple(closed_parts(details)))

    question = text_paragraph(
        *tell(
            "{times} If it doesn't work out this time, one click says so.",
            times=views.times_text(details, agreement, now),
        ),
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
    people = words.join_words(
        [say("you"), *words.first_names(details.mention_others(member.person))]
    )
    if details.group.state == "open" and not details.runs_at(now):
        return Card("round", say("Did {people} meet?", people=people), tuple(closed_parts(details)))

    ahead = agreement.agreed is not None and agreement.agreed > now
    title = (
        say("Are {people} going to meet?", people=people)
        if ahead
        else say("Did {people} meet?", people=people)
    )
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
    question = text_paragraph(say(ASK_WHAT_WAS_LEARNED))
    stay = _stay_parts(details) if once else []
    return Card("round", say("Lovely"), (question, Actions((_share_button(details),)), *stay))


def _stay_parts(details: GroupDetails) -> list[Part]:
    question = text_paragraph(
        say(
            "You're in for this round only. Would you like to stay in? If not, there's nothing to "
            "do."
        )
    )
    stay = Button("people.join", say("Keep me in"), str(details.program.id))
    return [question, Actions((stay,))]


def not_yet_card(details: GroupDetails, agreement: Agreement, now: dt.datetime) -> Card:
    """Return the answer to "not yet", with the time that is left."""
    until = details.program_instant(details.round.ends_at)
    text = text_paragraph(
        *tell(
            "There is time until {until}. {times}",
            until=until,
            times=views.times_text(details, agreement, now),
        )
    )
    return Card("round", say("Not yet is fine"), (text,))


def cannot_card(details: GroupDetails) -> Card:
    """Return the answer to "can't this time": who was told, and that it is no harm."""
    others = join_nodes(details.mention_others(""))
    first: Text = tell("I have told {others}. ", others=others) if others else ()
    text = text_paragraph(*tell("{first}You are in the next round as usual.", first=first))
    return Card("round", say("No harm done"), (text,))


def goes_on_card(details: GroupDetails) -> Card:
    """Return the news to a group that it goes on without somebody."""
    return Card("round", say("A change of company"), (text_paragraph(*_goes_on(details)),))


def explanation_card(details: GroupDetails, person: str, host: Mention | None = None) -> Card:
    """Return the reasons for a group, as asked about one of its members."""
    if details.group.state == "undone" or person not in details.names:
        return Card("round", say("No company that time"), (text_paragraph(say(FELL_THROUGH)),))
    if details.group.state == "late":
        return Card("round", say("No company that time"), (text_paragraph(say(JOINED_LATE)),))
    if all(member.person == person for member in details.members):
        text = text_paragraph(
            say(
                "That round had nobody for you. {why_nobody} Whoever that happens to is first in "
                "line the next time.",
                why_nobody=say(words.WHY_NOBODY),
            )
        )
        return Card("round", say("No company that time"), (text,))

    with_whom = text_paragraph(
        *tell(
            "Last introduced on {when}: {people}.",
            when=Instant(details.round.drawn_at, details.program.zone, "day"),
            people=join_nodes(details.mention_members(details.members)),
        ),
    )
    people = details.mention_members(details.members)
    sentences = _reason_sentences(details, people, limit=9)
    reasons = [text_paragraph(sentence) for sentence in sentences]
    method = words.matching_method(details.program, host)
    return Card("round", say("Why this group?"), (with_whom, *reasons), (method,))


def _group_state(details: GroupDetails, agreement: Agreement, now: dt.datetime) -> list[Part]:
    match details.group.state:
        case "met":
            return _met_parts(details)
        case "called_off" | "undone":
            return [
                soft_paragraph(say("Called off this time. Another round will bring you together."))
            ]
        case "rescued":
            text = say("Called off this time, and whoever was free has found other company.")
            return [soft_paragraph(text)]

    if details.is_over(now):
        return closed_parts(details)

    parts: list[Part] = []
    if details.group.one_by_one:
        parts.append(text_paragraph(say(WRITE_TO_EACH_OTHER)))
    if details.absent_members:
        parts.append(soft_paragraph(*_goes_on(details)))
    icebreaker = icebreakers.icebreaker_text(details.group.icebreaker)
    return [
        *parts,
        *views.agreement_parts(details, agreement, now),
        soft_paragraph(*tell("Something to start with: {icebreaker}", icebreaker=icebreaker)),
        Actions(_answer_buttons(details)),
    ]


def closed_parts(details: GroupDetails) -> list[Part]:
    """Return what stands in place of the buttons of something that is over."""
    texts = {
        "open": say("This round is over."),
        "met": say("You met. Lovely."),
    }
    return [soft_paragraph(texts.get(details.group.state, say("This one was called off.")))]


def _check_in_state(details: GroupDetails, agreement: Agreement, member: GroupMember) -> list[Part]:
    if details.group.state == "met":
        return _met_parts(details)
    if member.answer == "cant":
        return [soft_paragraph(say("You can't make it this time. No harm done."))]
    if details.group.state != "open":
        return [soft_paragraph(say("This one was called off. No harm done."))]

    first = say("Not yet, you say.") if member.answer == "not_yet" else say("One click is enough.")
    until = details.program_instant(details.round.ends_at)
    agreed: Text = ()
    if agreement.agreed:
        agreed = tell("You agreed on {when}. ", when=details.program_instant(agreement.agreed))
    return [
        text_paragraph(
            *tell(
                "{agreed}{first} There is time until {until}.",
                agreed=agreed,
                first=first,
                until=until,
            )
        ),
        Actions(_answer_buttons(details)),
    ]


def _met_parts(details: GroupDetails) -> list[Part]:
    return [
        text_paragraph(
            *tell(
                "You met. Lovely. {question}",
                question=say(ASK_WHAT_WAS_LEARNED),
            )
        ),
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
        return say("{name}, meet {other}", name=names[0], other=names[1])
    joined = words.join_words(names)
    if by_call:
        return say("{names}, meet on a call", names=joined)
    return say("{names}, meet for lunch", names=joined)


def _goes_on(details: GroupDetails) -> Text:
    staying = details.mention_members(details.staying_members)
    return tell(
        "{absence} {people} go ahead.", absence=absence_text(details), people=join_nodes(staying)
    )


def absence_text(details: GroupDetails) -> Text:
    """Return who of a group can't make it this time, and who has left for good."""
    left = [member for member in details.absent_members if member.person in details.left]
    away = [member for member in details.absent_members if member.person not in details.left]
    text: Text = ()
    if left:
        people = join_nodes(details.mention_members(left))
        text = tell_many("{people} has left.", "{people} have left.", len(left), people=people)
    if left and away:
        text = (*text, " ")
    if away:
        people = join_nodes(details.mention_members(away))
        text += tell("{people} can't make it this time; it happens.", people=people)
    return text


def _answer_buttons(details: GroupDetails) -> tuple[Button, ...]:
    value = str(details.group.id)
    return (
        Button("lunch.met", say("We met"), value, "main"),
        Button("lunch.not_yet", say("Not yet"), value),
        Button("lunch.cant", say("Can't this time"), value),
    )


def _share_button(details: GroupDetails) -> Button:
    return Button(
        "learning.share", say("Share what you learned"), f"group:{details.group.id}", "main"
    )


def _footer(program: PairingProgram) -> Text:
    return tell(
        "From the lunches of {channel} · To stay out: {skip}, {pause} or {leave}",
        channel=program.channel_mention,
        skip=CommandMention("mingle skip"),
        pause=CommandMention("mingle pause"),
        leave=CommandMention("mingle leave"),
    )


FELL_THROUGH = mark(
    "I had a match for you, and it fell through before I could introduce you. Whoever that "
    "happens to is first in line the next time."
)
JOINED_LATE = mark(
    "You joined after that round was drawn, and nobody in it was free. You're first in line "
    "for the next one."
)
WRITE_TO_EACH_OTHER = mark(
    "I can't open a conversation for you here, so please write to each other directly."
)


def not_yours() -> Text:
    """Return that a lunch is between other people."""
    return tell(
        "That lunch is between other people. {explain} tells about yours.",
        explain=CommandMention("round explain"),
    )


ROUND_OVER = mark("That round is over; there is nothing left to call off.")
ALREADY_CALLED_OFF = mark("That lunch was called off already; there is nothing left to answer.")
