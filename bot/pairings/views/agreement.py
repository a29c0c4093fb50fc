"""What a group reads about its moments: the ones to take, the agreed time, and the news of it."""

import datetime as dt

from bot.pairings.agreements.agreement import Agreement
from bot.pairings.agreements.records import AgreedTime
from bot.pairings.agreements.rules import OfferedMoment
from bot.pairings.rounds import calendar_entry
from bot.pairings.rounds.group_details import GroupDetails
from bot.pairings.views import words
from bot.pairings.views.words import soft_paragraph, text_paragraph
from bot.ui.cards import (
    Actions,
    Button,
    ButtonStyle,
    Card,
    Facts,
    File,
    Form,
    Part,
)
from bot.ui.fields import moment_field
from bot.ui.speech import mark, say
from bot.ui.text import (
    Bold,
    CommandMention,
    Instant,
    Link,
    Node,
    Text,
    format_local,
    join_nodes,
    tell,
)
from bot.venues.rules import Venue

NO_LONGER_OFFERED = mark(
    "That time is no longer offered. Choose another one on your introduction, or propose one."
)
NOT_STAYING = mark("You said you can't make it this time, so the others choose without you.")
MUST_BE_AHEAD = mark("That's too soon. Try “tomorrow 12:30” or “Friday 13:00”.")
NOT_READ = mark("I didn't understand that. Try “tomorrow 12:30” or “Friday 13:00”.")


def no_other_place() -> Text:
    """Return what somebody reads whose group can be offered no other place."""
    return tell(
        "I know no other place for you. {venues} shows all that your organisers know.",
        venues=CommandMention("venues"),
    )


ENOUGH_TIMES = mark("There are plenty of times to choose from already. Choose one of those first.")


def agreement_parts(details: GroupDetails, agreement: Agreement, now: dt.datetime) -> list[Part]:
    """Return what an open group's introduction says about when to meet, with its buttons."""
    moments = agreement.offered(now)
    parts: list[Part] = [text_paragraph(*_status(details, agreement, now))]
    if moments:
        rows = [_row(details, agreement, number, one) for number, one in enumerate(moments, 1)]
        parts.append(Facts(tuple(rows)))
    if agreement.place:
        parts.append(
            text_paragraph(*tell("A place to meet: {place}.", place=_place(agreement.place)))
        )
    return [*parts, Actions(_buttons(details, agreement, moments))]


def times_text(details: GroupDetails, agreement: Agreement, now: dt.datetime) -> Text:
    """Return one sentence on when a group can meet."""
    if agreement.agreed and agreement.agreed > now:
        return tell("You agreed on {when}.", when=details.program_instant(agreement.agreed))
    moments: list[Node] = [details.program_instant(one.starts_at) for one in agreement.offered(now)]
    if moments:
        return tell("How about {times}?", times=join_nodes([*moments], say(" or ")))
    return tell(
        "Any time until {when} is good.", when=details.program_instant(details.round.ends_at)
    )


def agreed_card(
    details: GroupDetails,
    agreement: Agreement,
    version: AgreedTime,
    now: dt.datetime,
    *,
    soon: bool,
) -> Card:
    """Return the news of what was agreed on, or the reminder; it ends when that has changed."""
    when = details.program_instant(version.starts_at)
    latest = agreement.latest or version
    if details.group.state == "met":
        return Card(
            "round", say("You met"), (soft_paragraph(*tell("It was for {when}.", when=when)),)
        )
    if details.group.state != "open" and version.starts_at > now:
        entry = [_entry(details, agreement, latest)] if latest.cancelled else []
        return Card(
            "round",
            say("Called off"),
            (soft_paragraph(*tell("It was for {when}.", when=when)), *entry),
        )

    changed = (latest.starts_at, latest.cancelled) != (version.starts_at, version.cancelled)
    if changed and version.starts_at > now:
        text = soft_paragraph(*tell("It was {when}. Your introduction has the latest.", when=when))
        return Card("round", say("This has changed"), (text,))
    if version.cancelled and version.starts_at > now:
        return _withdrawn_card(details, agreement, latest, when)
    if version.cancelled:
        text = soft_paragraph(*tell("It was for {when}, which didn't suit everyone.", when=when))
        return Card("round", say("That time is over"), (text,))
    if version.starts_at <= now:
        return Card(
            "round",
            say("Your time together"),
            (soft_paragraph(*tell("It was {when}.", when=when)),),
        )

    people = join_nodes(details.mention_members(details.staying_members))
    where: Text = ()
    if agreement.place:
        where = tell(" A place to meet: {place}.", place=_place(agreement.place))
    text = text_paragraph(
        *tell(
            "{heading}{when}. {people} can make it.{where}",
            heading=Bold(say("When: ")),
            when=when,
            people=people,
            where=where,
        )
    )
    title = say("You've found a time")
    if soon:
        by_call = details.group.by_call
        title = say("Your call is soon") if by_call else say("Your lunch is soon")
    return Card("round", title, (text,) if soon else (text, _entry(details, agreement, latest)))


def proposal_card(
    details: GroupDetails, agreement: Agreement, moment: OfferedMoment, now: dt.datetime
) -> Card:
    """Return the message about a moment that a member proposed; it ends with the moment."""
    when = details.program_instant(moment.starts_at)
    offered = any(one.id == moment.id for one in agreement.offered(now))
    if details.group.state != "open" or not offered:
        return Card(
            "round",
            say("Another time"),
            (soft_paragraph(*tell("{when} is no longer offered.", when=when)),),
        )
    if agreement.agreed == moment.starts_at:
        return Card(
            "round",
            say("Another time"),
            (text_paragraph(*tell("{when} suits everyone.", when=when)),),
        )

    instead: Text = ()
    if moment.instead_of and moment.instead_of == agreement.agreed:
        replaced = details.program_instant(moment.instead_of)
        instead = tell(" If it suits everyone, it replaces {replaced}.", replaced=replaced)
    text = text_paragraph(
        *tell(
            "How about {when}? {who}.{instead}",
            when=when,
            who=_who(details, moment),
            instead=instead,
        )
    )
    button = Button("lunch.moment", say("Suits me"), str(moment.id), "main")
    return Card("round", say("Another time?"), (text, Actions((button,))))


def propose_form(details: GroupDetails, zone: str) -> Form:
    """Return the form that asks for another time, in the zone of whoever proposes it."""
    field = moment_field("when", say("When?"), "", zone, say("Friday 12:30"))
    until = details.program_instant(details.round.ends_at)
    return Form(
        "lunch.propose",
        say("Another time"),
        (field,),
        str(details.group.id),
        submit=say("Propose"),
        intro=tell("Any time until {until}. It counts as suiting you.", until=until),
    )


def proposed_card(details: GroupDetails, starts_at: dt.datetime) -> Card:
    """Return the answer to somebody who proposed a time."""
    text = text_paragraph(
        *tell(
            "{when} is on your introduction now, for the others to choose.",
            when=details.program_instant(starts_at),
        ),
    )
    return Card("round", say("Proposed"), (text,))


def too_late_for_round(details: GroupDetails, zone: str) -> str:
    """Return the sentence for a time after the end of the round."""
    until = format_local(Instant(details.round.ends_at, zone))
    return say("Your round ends on {until}. Please choose a time before that.", until=until)


def _status(details: GroupDetails, agreement: Agreement, now: dt.datetime) -> Text:
    if agreement.agreed and agreement.agreed > now:
        when = details.program_instant(agreement.agreed)
        return (Bold(say("You've found a time: ")), when, ".")
    if agreement.agreed:
        return tell("You agreed on {when}.", when=details.program_instant(agreement.agreed))
    if agreement.offered(now):
        if details.group.by_call:
            return (say("When suits you for a call? Choose every time you can make."),)
        return (say("When suits you? Choose every time you can make."),)
    if not agreement.moments:
        until = details.program_instant(details.round.ends_at)
        if len(details.staying_members) == 2:
            return tell(
                "I found no working hour that you both share until {until}, so I suggest no time. "
                "A few messages back and forth are a fine start.",
                until=until,
            )
        return tell(
            "I found no working hour that you all share until {until}, so I suggest no time. "
            "A few messages back and forth are a fine start.",
            until=until,
        )
    return (say("None of the times is left. Propose one that suits you."),)


def _row(
    details: GroupDetails, agreement: Agreement, number: int, moment: OfferedMoment
) -> tuple[str, Text]:
    who = _who(details, moment)
    if agreement.zone:
        return (_label(agreement, number, moment), who)
    return (
        _label(agreement, number, moment),
        (details.program_instant(moment.starts_at), " · ", *who),
    )


def _who(details: GroupDetails, moment: OfferedMoment) -> Text:
    staying = details.staying_members
    takers = [member for member in staying if member.person in moment.takers]
    if not takers:
        return (say("no answers yet"),)
    if len(takers) == len(staying):
        return (say("suits everyone"),)
    names = words.first_names(details.mention_members(details.members))
    called = dict(zip((member.person for member in details.members), names, strict=True))
    people = words.join_words([called[member.person] for member in takers])
    return (say("suits {people}", people=people),)


def _label(agreement: Agreement, number: int, moment: OfferedMoment) -> str:
    """Return what a moment is called on its button: its time where all have the same clock."""
    if not agreement.zone:
        return say("Time {number}", number=number)
    return format_local(Instant(moment.starts_at, agreement.zone))


def _buttons(
    details: GroupDetails, agreement: Agreement, moments: list[OfferedMoment]
) -> tuple[Button, ...]:
    buttons: list[Button] = []
    for number, moment in enumerate(moments, 1):
        style: ButtonStyle = "main" if moment.starts_at == agreement.agreed else "quiet"
        label = _label(agreement, number, moment)
        buttons.append(Button("lunch.moment", label, str(moment.id), style))
    another = say("Propose another") if moments or agreement.agreed else say("Propose a time")
    buttons.append(Button("lunch.another", another, str(details.group.id)))
    if agreement.place:
        buttons.append(Button("lunch.place", say("Another place"), str(details.group.id)))
    return tuple(buttons)


def _place(venue: Venue) -> Text:
    where = ", ".join(line for line in (venue.address, venue.part) if line)
    nodes: list[Node] = [Bold(venue.name)]
    if where:
        nodes.append(f", {where}")
    if venue.map_link:
        nodes += [" · ", Link(venue.map_link, say("map"))]
    return tuple(nodes)


def _withdrawn_card(
    details: GroupDetails, agreement: Agreement, latest: AgreedTime, when: Instant
) -> Card:
    """Return the news that no time suits everyone any more, with the entry's cancellation."""
    text = text_paragraph(
        *tell(
            "{when} no longer suits everyone. Choose another time on your introduction, or propose "
            "one.",
            when=when,
        )
    )
    return Card("round", say("Back to choosing a time"), (text, _entry(details, agreement, latest)))


def _entry(details: GroupDetails, agreement: Agreement, latest: AgreedTime) -> File:
    names = [person.name for person in details.mention_members(details.staying_members)]
    what = say("Call") if details.group.by_call else say("Lunch")
    place = agreement.place
    content = calendar_entry.write_entry(
        details.group.workspace,
        details.group.id,
        f"{what}: {words.join_words(names)}",
        say("Introduced by Mingle in #{channel}.", channel=details.program.channel_name),
        latest,
        ", ".join(line for line in (place.name, place.address) if line) if place else "",
    )
    return File("call.ics" if details.group.by_call else "lunch.ics", "text/calendar", content)
