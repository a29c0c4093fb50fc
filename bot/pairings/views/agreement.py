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
from bot.ui.text import Bold, CommandMention, Instant, Link, Node, Text, format_local, join_nodes
from bot.venues.rules import Venue

NO_LONGER_OFFERED = (
    "That time is no longer offered. Choose another one on your introduction, or propose one."
)
NOT_STAYING = "You said you can't make it this time, so the others choose without you."
MUST_BE_AHEAD = "That's too soon. Try “tomorrow 12:30” or “Friday 13:00”."
NOT_READ = "I didn't understand that. Try “tomorrow 12:30” or “Friday 13:00”."
NO_OTHER_PLACE = (
    "I know no other place for you. ",
    CommandMention("venues"),
    " shows all that your organisers know.",
)
ENOUGH_TIMES = "There are plenty of times to choose from already. Choose one of those first."


def agreement_parts(details: GroupDetails, agreement: Agreement, now: dt.datetime) -> list[Part]:
    """Return what an open group's introduction says about when to meet, with its buttons."""
    moments = agreement.offered(now)
    parts: list[Part] = [text_paragraph(*_status(details, agreement, now))]
    if moments:
        rows = [_row(details, agreement, number, one) for number, one in enumerate(moments, 1)]
        parts.append(Facts(tuple(rows)))
    if agreement.place:
        parts.append(text_paragraph("A place to meet: ", *_place(agreement.place), "."))
    return [*parts, Actions(_buttons(details, agreement, moments))]


def times_text(details: GroupDetails, agreement: Agreement, now: dt.datetime) -> Text:
    """Return one sentence on when a group can meet."""
    if agreement.agreed and agreement.agreed > now:
        return ("You agreed on ", details.program_instant(agreement.agreed), ".")
    moments: list[Node] = [details.program_instant(one.starts_at) for one in agreement.offered(now)]
    if moments:
        return ("How about ", *join_nodes([*moments], " or "), "?")
    return ("Any time until ", details.program_instant(details.round.ends_at), " is good.")


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
        return Card("round", "You met", (soft_paragraph("It was for ", when, "."),))
    if details.group.state != "open" and version.starts_at > now:
        entry = [_entry(details, agreement, latest)] if latest.cancelled else []
        return Card("round", "Called off", (soft_paragraph("It was for ", when, "."), *entry))

    changed = (latest.starts_at, latest.cancelled) != (version.starts_at, version.cancelled)
    if changed and version.starts_at > now:
        text = soft_paragraph("It was ", when, ". Your introduction has the latest.")
        return Card("round", "This has changed", (text,))
    if version.cancelled and version.starts_at > now:
        return _withdrawn_card(details, agreement, latest, when)
    if version.cancelled:
        text = soft_paragraph("It was for ", when, ", which didn't suit everyone.")
        return Card("round", "That time is over", (text,))
    if version.starts_at <= now:
        return Card("round", "Your time together", (soft_paragraph("It was ", when, "."),))

    people = join_nodes(details.mention_members(details.staying_members))
    where: Text = ()
    if agreement.place:
        where = (" A place to meet: ", *_place(agreement.place), ".")
    text = text_paragraph(Bold("When: "), when, ". ", *people, " can make it.", *where)
    what = "call" if details.group.by_call else "lunch"
    title = f"Your {what} is soon" if soon else "You've found a time"
    return Card("round", title, (text,) if soon else (text, _entry(details, agreement, latest)))


def proposal_card(
    details: GroupDetails, agreement: Agreement, moment: OfferedMoment, now: dt.datetime
) -> Card:
    """Return the message about a moment that a member proposed; it ends with the moment."""
    when = details.program_instant(moment.starts_at)
    offered = any(one.id == moment.id for one in agreement.offered(now))
    if details.group.state != "open" or not offered:
        return Card("round", "Another time", (soft_paragraph(when, " is no longer offered."),))
    if agreement.agreed == moment.starts_at:
        return Card("round", "Another time", (text_paragraph(when, " suits everyone."),))

    instead: Text = ()
    if moment.instead_of and moment.instead_of == agreement.agreed:
        replaced = details.program_instant(moment.instead_of)
        instead = (" If it suits everyone, it replaces ", replaced, ".")
    text = text_paragraph("How about ", when, "? ", *_who(details, moment), ".", *instead)
    button = Button("lunch.moment", "Suits me", str(moment.id), "main")
    return Card("round", "Another time?", (text, Actions((button,))))


def propose_form(details: GroupDetails, zone: str) -> Form:
    """Return the form that asks for another time, in the zone of whoever proposes it."""
    field = moment_field("when", "When?", "", zone, "Friday 12:30")
    until = details.program_instant(details.round.ends_at)
    return Form(
        "lunch.propose",
        "Another time",
        (field,),
        str(details.group.id),
        submit="Propose",
        intro=("Any time until ", until, ". It counts as suiting you."),
    )


def proposed_card(details: GroupDetails, starts_at: dt.datetime) -> Card:
    """Return the answer to somebody who proposed a time."""
    text = text_paragraph(
        details.program_instant(starts_at),
        " is on your introduction now, for the others to choose.",
    )
    return Card("round", "Proposed", (text,))


def too_late_for_round(details: GroupDetails, zone: str) -> str:
    """Return the sentence for a time after the end of the round."""
    until = format_local(Instant(details.round.ends_at, zone))
    return f"Your round ends on {until}. Please choose a time before that."


def _status(details: GroupDetails, agreement: Agreement, now: dt.datetime) -> Text:
    if agreement.agreed and agreement.agreed > now:
        when = details.program_instant(agreement.agreed)
        return (Bold("You've found a time: "), when, ".")
    if agreement.agreed:
        return ("You agreed on ", details.program_instant(agreement.agreed), ".")
    if agreement.offered(now):
        what = "When suits you for a call?" if details.group.by_call else "When suits you?"
        return (f"{what} Choose every time you can make.",)
    if not agreement.moments:
        everybody = "both" if len(details.staying_members) == 2 else "all"
        until = details.program_instant(details.round.ends_at)
        return (
            f"I found no working hour that you {everybody} share until ",
            until,
            ", so I suggest no time. A few messages back and forth are a fine start.",
        )
    return ("None of the times is left. Propose one that suits you.",)


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
        return ("no answers yet",)
    if len(takers) == len(staying):
        return ("suits everyone",)
    names = words.first_names(details.mention_members(details.members))
    called = dict(zip((member.person for member in details.members), names, strict=True))
    return (f"suits {words.join_words([called[member.person] for member in takers])}",)


def _label(agreement: Agreement, number: int, moment: OfferedMoment) -> str:
    """Return what a moment is called on its button: its time where all have the same clock."""
    if not agreement.zone:
        return f"Time {number}"
    return format_local(Instant(moment.starts_at, agreement.zone))


def _buttons(
    details: GroupDetails, agreement: Agreement, moments: list[OfferedMoment]
) -> tuple[Button, ...]:
    buttons: list[Button] = []
    for number, moment in enumerate(moments, 1):
        style: ButtonStyle = "main" if moment.starts_at == agreement.agreed else "quiet"
        label = _label(agreement, number, moment)
        buttons.append(Button("lunch.moment", label, str(moment.id), style))
    another = "Propose another" if moments or agreement.agreed else "Propose a time"
    buttons.append(Button("lunch.another", another, str(details.group.id)))
    if agreement.place:
        buttons.append(Button("lunch.place", "Another place", str(details.group.id)))
    return tuple(buttons)


def _place(venue: Venue) -> Text:
    where = ", ".join(line for line in (venue.address, venue.part) if line)
    nodes: list[Node] = [Bold(venue.name)]
    if where:
        nodes.append(f", {where}")
    if venue.map_link:
        nodes += [" · ", Link(venue.map_link, "map")]
    return tuple(nodes)


def _withdrawn_card(
    details: GroupDetails, agreement: Agreement, latest: AgreedTime, when: Instant
) -> Card:
    """Return the news that no time suits everyone any more, with the entry's cancellation."""
    text = text_paragraph(
        when, " no longer suits everyone. Choose another time on your introduction, or propose one."
    )
    return Card("round", "Back to choosing a time", (text, _entry(details, agreement, latest)))


def _entry(details: GroupDetails, agreement: Agreement, latest: AgreedTime) -> File:
    names = [person.name for person in details.mention_members(details.staying_members)]
    what = "Call" if details.group.by_call else "Lunch"
    place = agreement.place
    content = calendar_entry.write_entry(
        details.group.workspace,
        details.group.id,
        f"{what}: {words.join_words(names)}",
        f"Introduced by Mingle in #{details.program.channel_name}.",
        latest,
        ", ".join(line for line in (place.name, place.address) if line) if place else "",
    )
    return File(f"{what.lower()}.ics", "text/calendar", content)
