"""Word what people read about sources.

What was found, how each fares, and whether two evenings are the same.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.sources.addresses import address_label, file_of, google_calendars
from bot.sources.parsers.model import Fault, ParsedEvent
from bot.sources.records import Source
from bot.sources.rules import MAX_SOURCES, MAX_UNANSWERED
from bot.sources.similarity import Comparable
from bot.ui.cards import (
    LABEL_LIMIT,
    Actions,
    Button,
    Card,
    Choice,
    ChoiceField,
    Divider,
    Form,
    Heading,
    Paragraph,
    Part,
    Select,
    TextField,
)
from bot.ui.notices import note_card
from bot.ui.text import Bold, Instant, Node, Text, format_local

PER_PAGE = 8
NAME_LIMIT, TOWN_LIMIT, ZONE_LIMIT, TOPICS_LIMIT = 60, 40, 60, 120

WHY_LOOKED = "You named the address of a page with events, and I had a look."
WHY_RESTS = "You added a source of events, and it could not be read for a while."
WHY_DUPLICATE = (
    "You added a source of events, and it tells of an evening that another may tell of too."
)

NOT_AN_ADDRESS = (
    "I can't read that as the address of a page. Please paste it whole, such as "
    "https://www.meetup.com/your-group."
)
NO_SUCH_SOURCE = "That source is gone. “/events sources” shows those that are there."
NOT_YOURS = "This one belongs to whoever added it. They or an organiser can change it."
FULL = (
    f"There are {MAX_SOURCES} sources already, and that is as many as I keep. Please remove "
    "one "
    "first."
)
WAIT = (
    f"{MAX_UNANSWERED} of your finds wait for your answer already. Please save or drop some of "
    "them first."
)
NO_NAME = "Please give it a name, so that people know where an event comes from."
NO_SUCH_REACH = "Please choose how far people come from the list."
SETTLED = "That question is settled already."

REACH_NAMES = {
    "local": "Local: people of this town",
    "regional": "Regional: people come from around",
    "international": "International: people travel for it",
}
KINDS = {
    "ics": "a calendar",
    "rss": "an RSS feed",
    "atom": "an Atom feed",
    "tribe": "a WordPress calendar",
    "squarespace": "a Squarespace calendar",
    "localist": "a Localist calendar",
    "listing": "a list of events with a calendar file each",
    "page": "a page that lists events",
}
_NOBODY = (
    "Nobody answers there."  # whatever the reason: what lies inside a network is nobody's business
)
_THERE = {
    "refused": _NOBODY,
    "robots": "The site asks programs like me not to read it.",
    "not_found": "There is no such page.",
    "login": "It asks for a password, and I have none.",
    "too_big": "It is far too large for a calendar.",
    "slow": "It took too long to answer.",
    "busy": "The site is too busy to answer just now.",
    "unreachable": _NOBODY,
    "unreadable": "I could not make sense of what is there.",
    "bomb": "I could not make sense of what is there.",
    "no_events": "I see a page there, but no events on it.",
}
_NEXT = {
    "refused": "Please check the address, or try again later.",
    "robots": "Its organisers may have a calendar address to subscribe to.",
    "not_found": "Please check the address.",
    "login": "Please look for the public page or the calendar's own address.",
    "too_big": "Please look for the calendar of a single club or place.",
    "slow": "Please try again later.",
    "busy": "Please try again later.",
    "unreachable": "Please check the address, or try again later.",
}


def looking_card(address: str) -> Card:
    """Say that a look is under way."""
    return note_card(
        "I'm having a look", f"I'll tell you in a moment what I find at {address_label(address)}."
    )


def nothing_found_card(address: str, fault: Fault) -> Card:
    """Say what came of a look that found no events."""
    after = _NEXT.get(
        fault, "Its calendar may have an address of its own, often called “subscribe” or “iCal”."
    )
    said = Paragraph((f"{address_label(address)}: {_THERE[fault]} {after}",))
    return Card(
        "note",
        "No events there yet",
        (said,),
        ("Nothing was saved. ", Bold("/events add"), " takes another."),
    )


def already_known_card(source: Source) -> Card:
    """Say that somebody added this already."""
    return note_card(
        "It is here already",
        f"{source.name} is among the sources. “/events sources” shows how it fares.",
    )


def source_name(title: str, address: str) -> str:
    """Name a source by its title, as far as the form has room for it.

    One that tells none, by its site.
    """
    return (title or address_label(address))[:NAME_LIMIT].strip()


def source_found_card(source: Source) -> Card:
    """Show what was found, and ask whether to keep it."""
    told = source.preview or ()
    count = _events(source)
    inside = " in " if file_of(source.address) else " at "
    lead: list[Node] = ["I found ", _kind(source), inside, Bold(address_label(source.address))]
    if told:
        here = "Here it is:" if source.events == 1 else "Here they are:"
        lead.append(
            f" with {count} ahead. {here if source.events <= len(told) else 'These come first:'}"
        )
    else:
        lead.append(", with nothing ahead just now. If you save it, I keep looking.")
    parts: list[Part] = [Paragraph(tuple(lead))]
    parts += [Paragraph(event_line(each)) for each in told]
    if source.odd_zones:
        parts.append(Paragraph((_odd(source),), soft=True))
    parts.append(
        Actions(
            (
                Button("source.details", "Save", str(source.id), "main"),
                Button("source.drop", "Not this", str(source.id)),
            )
        )
    )
    return Card("note", source.name, tuple(parts), (f"Times are those of {_city(source.zone)}.",))


def _events(source: Source) -> str:
    return f"{source.events} event{'' if source.events == 1 else 's'}"


def _kind(source: Source) -> str:
    several = len(google_calendars(source.feed))
    return (
        f"{several} calendars, which I read as one,"
        if several > 1
        else KINDS.get(source.kind, KINDS["page"])
    )


def event_line(told: Comparable) -> Text:
    """Tell of an evening in one line."""
    day = format_local(
        Instant(told.starts_at, told.zone, "day")
    )  # whole days are the same wherever somebody reads
    when: Node = day if told.all_day else Instant(told.starts_at, told.zone)
    where = f", {told.place}" if told.place else ""
    off = " (cancelled)" if isinstance(told, ParsedEvent) and told.cancelled else ""
    return when, " · ", Bold(told.title), f"{where}{off}"


def _odd(source: Source) -> str:
    return (
        "Some of its times name a zone that I don't know; I read those as "
        f"{_city(source.zone)} "
        "time."
    )


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")


def source_form(source: Source, town: str) -> Form:
    """Ask what a source is about."""
    return Form(
        "source.save",
        "Save this source",
        (
            TextField("name", "Name", "Who tells of these "
                                      "events", source.name, NAME_LIMIT, required=True),
            TextField("town", "Town", "Where most of its events "
                                      "are", source.town or town, TOWN_LIMIT),
            TextField(
                "zone", "Time "
                        "zone", "For times that name none, such as "
                                "Europe/Berlin", source.zone, ZONE_LIMIT,
                required=True,
            ),
            TextField("topics", "Topics", "A few, with commas: python, "
                                          "design", ", ".join(source.topics), TOPICS_LIMIT),
            ChoiceField(
                "reach", "How far people come",
                tuple(Choice(value, label) for value, label in REACH_NAMES.items()),
                initial=(source.reach or "local",),
                required=True,
            ),
        ),
        str(source.id),
    )  # fmt: skip


def source_saved_card(source: Source) -> Card:
    """Confirm a saved source."""
    reaches = "what it lists reaches the digests that ask for its topics and town."
    if file := file_of(source.address):
        again = (
            f"When there is a newer {file}, hand it in under the same name, and its events follow."
        )
        return note_card(f"{source.name} is saved", f"From now on {reaches}", again)
    return note_card(
        f"{source.name} is saved", f"I look there every few hours from now on; {reaches}"
    )


def source_dropped_card() -> Card:
    """Confirm that nothing was kept."""
    return note_card(
        "Dropped", "I forgot it. “/events add” takes another address, “/events upload” a file."
    )


def sources_card(all_of_them: Sequence[Source], page: int, now: datetime) -> Card:
    """List the sources and how each fares."""
    if not all_of_them:
        first = (
            "“/events add” and the address of any page with events adds the first one, "
            "“/events upload” a file."
        )
        return note_card("No sources yet", first)
    pages = (len(all_of_them) - 1) // PER_PAGE
    page = min(page, pages)
    shown = all_of_them[page * PER_PAGE : (page + 1) * PER_PAGE]
    parts: list[Part] = []
    for each in shown:
        parts += [
            Heading(each.name),
            Paragraph((_about(each),)),
            Paragraph(health_line(each, now), soft=True),
        ]
    choices = tuple(Choice(str(each.id), each.name[:LABEL_LIMIT]) for each in shown)
    items: list[Button | Select] = [Select("source.pick", "Look after one", choices)]
    items += [Button("source.page", "Earlier ones", str(page - 1))] if page else []
    items += [Button("source.page", "More", str(page + 1))] if page < pages else []
    parts += [Divider(), Actions(tuple(items))]
    return Card("note", "Where events come from", tuple(parts))


def _about(source: Source) -> str:
    told = (address_label(source.address), source.town, source.reach, ", ".join(source.topics))
    return " · ".join(filter(None, told))


def health_line(source: Source, now: datetime) -> Text:
    """Say in one line how a source fares."""
    nodes: list[Node] = ["Resting. "] if source.state == "paused" else []
    if nodes and file_of(source.address) and not (source.events or source.failures):
        return ("Resting. Everything in it is over; a newer file of the same name wakes it.",)
    if source.last_good:
        nodes += [
            "Last read ",
            Instant(source.last_good, source.zone),
            f", {_events(source)} ahead",
        ]
    else:
        nodes.append("Not read yet")
    if source.failures:
        tries = "once" if source.failures == 1 else f"{source.failures} times in a row"
        nodes.append(f"; failed {tries}: {_THERE.get(source.trouble, '')}")
    else:
        nodes.append("; no failures")
    if source.next_look and source.next_look > now and source.failures:
        nodes += [" Next try ", Instant(source.next_look, source.zone), "."]
    return tuple(nodes)


def source_card(source: Source, now: datetime) -> Card:
    """Show one source, and what can be done with it."""
    number = str(source.id)
    rest = (
        Button("source.resume", "Resume", number, "main")
        if source.state == "paused"
        else Button("source.pause", "Pause", number)
    )
    parts: tuple[Part, ...] = (
        Paragraph((_about(source),)),
        Paragraph(health_line(source, now), soft=True),
        *((Paragraph((_odd(source),), soft=True),) if source.odd_zones else ()),
        Actions(
            (
                rest,
                Button("source.details", "Change", number),
                Button("source.remove", "Remove", number, "danger"),
            )
        ),
    )
    return Card("note", source.name, parts)


def source_paused_card(source: Source) -> Card:
    """Confirm a pause."""
    return note_card(
        f"{source.name} rests", "I read it no more until somebody resumes it. What it listed stays."
    )


def source_resumed_card(source: Source) -> Card:
    """Confirm that looks go on."""
    often = "once a week" if file_of(source.address) else "every few hours"
    return note_card(
        f"{source.name} is read again", f"I have a look now, and {often} from then on."
    )


def source_removed_card(source: Source) -> Card:
    """Confirm a removal."""
    return note_card(
        f"{source.name} is removed", "Events that somebody answered to stay; the others are gone."
    )


def source_resting_card(source: Source, fault: Fault, failures: int) -> Card:
    """Tell the owner that a source rests, in plain words."""
    number = str(source.id)
    said = (
        f"I could not read {address_label(source.address)} {failures} times in a row. "
        f"{_THERE[fault]} "
        "I let it rest now. What it listed before stays."
    )
    buttons = (
        Button("source.resume", "Try again", number, "main"),
        Button("source.remove", "Remove", number),
    )
    return Card("note", f"{source.name} rests", (Paragraph((said,)), Actions(buttons)))


def duplicate_question_card(
    ruling: int, one: tuple[Comparable, str], other: tuple[Comparable, str]
) -> Card:
    """Ask whether two listings tell of the same evening."""
    lines = [Paragraph((f"{who}: ", *event_line(told))) for told, who in (one, other)]
    number = str(ruling)
    buttons = Actions(
        (
            Button("twin.same", "The same", number, "main"),
            Button("twin.different", "Not the same", number),
        )
    )
    footer = ("I remember your answer. Without one I show both.",)
    return Card("note", "Is this one evening?", (*lines, buttons), footer)


def ruling_card(same: bool) -> Card:
    """Confirm a ruling."""
    if same:
        return note_card("One evening, then", "I show it once from now on, with both links.")
    return note_card("Two evenings, then", "I show both from now on.")
