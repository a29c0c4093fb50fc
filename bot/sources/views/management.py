"""Cards and forms to look after sources: list, details, pause, resume, remove."""

from collections.abc import Sequence
from datetime import datetime

from bot.sources.addresses import address_label, file_of
from bot.sources.records import Source
from bot.sources.views.parts import FAULT_TEXTS, count_text, unknown_zones_text
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
from bot.ui.fields import zone_field
from bot.ui.notices import note_card
from bot.ui.text import CommandMention, Instant, Node, Text

PER_PAGE = 8
NAME_LIMIT, TOWN_LIMIT, ZONE_LIMIT, TOPICS_LIMIT = 60, 40, 60, 120

WHY_RESTS = "You added a source of events, and it could not be read for a while."

NO_SUCH_SOURCE = (
    "That source is gone. ",
    CommandMention("events sources"),
    " shows those that are there.",
)
NOT_YOURS = "This one belongs to whoever added it. They or an organiser can change it."
NO_NAME = "Please give it a name, so that people know where an event comes from."
NO_SUCH_REACH = "Please choose how far people come from the list."

REACH_NAMES = {
    "local": "Local: people of this town",
    "regional": "Regional: people come from around",
    "international": "International: people travel for it",
}
_FIRST = (
    CommandMention("events add"),
    " and the address of any page with events adds the first one, ",
    CommandMention("events upload"),
    " a file.",
)


def source_form(source: Source, town: str) -> Form:
    """Ask what a source is about."""
    zone_hint = "For times that name none."
    topics = ", ".join(source.topics)
    reaches = tuple(Choice(value, label) for value, label in REACH_NAMES.items())
    fields = (
        TextField(
            "name",
            "Name",
            "Who tells of these events",
            source.name,
            NAME_LIMIT,
            required=True,
            example="Chamber of commerce",
        ),
        TextField(
            "town",
            "Town",
            "Where most of its events are",
            source.town or town,
            TOWN_LIMIT,
            example="Berlin",
        ),
        zone_field("zone", "Time zone", source.zone, zone_hint, required=True),
        TextField(
            "topics",
            "Topics",
            "A few, with commas between them",
            topics,
            TOPICS_LIMIT,
            example="python, design",
        ),
        ChoiceField(
            "reach",
            "How far people come",
            reaches,
            initial=(source.reach or "local",),
            required=True,
        ),
    )
    return Form("source.save", "Save this source", fields, str(source.id))


def source_saved_card(source: Source) -> Card:
    """Confirm a saved source."""
    title = f"{source.name} is saved"
    reaches = "what it lists reaches the digests that ask for its topics and town."
    file = file_of(source.address)
    if not file:
        return note_card(title, f"I look there every few hours from now on; {reaches}")

    again = f"When there is a newer {file}, hand it in under the same name, and its events follow."
    return note_card(title, f"From now on {reaches}", again)


def source_dropped_card() -> Card:
    """Confirm that nothing was kept."""
    return note_card(
        "Dropped",
        (
            "I forgot it. ",
            CommandMention("events add"),
            " takes another address, ",
            CommandMention("events upload"),
            " a file.",
        ),
    )


def sources_card(all_of_them: Sequence[Source], page: int, now: datetime) -> Card:
    """List one page of the sources, each with its health."""
    if not all_of_them:
        return note_card("No sources yet", _FIRST)

    last_page = (len(all_of_them) - 1) // PER_PAGE
    page = min(page, last_page)
    shown = all_of_them[page * PER_PAGE : (page + 1) * PER_PAGE]
    parts: list[Part] = []
    for source in shown:
        parts.append(Heading(source.name))
        parts.append(Paragraph((_about(source),)))
        parts.append(Paragraph(health_line(source, now), soft=True))

    choices = tuple(Choice(str(source.id), source.name[:LABEL_LIMIT]) for source in shown)
    items: list[Button | Select] = [Select("source.pick", "Look after one", choices)]
    if page > 0:
        items.append(Button("source.page", "Earlier ones", str(page - 1)))
    if page < last_page:
        items.append(Button("source.page", "More", str(page + 1)))
    parts += [Divider(), Actions(tuple(items))]
    return Card("note", "Where events come from", tuple(parts))


def health_line(source: Source, now: datetime) -> Text:
    """Return a source's health in one line: last read, failures in a row, next try."""
    nodes: list[Node] = []
    if source.state == "paused":
        if file_of(source.address) and not (source.events or source.failures):
            return ("Resting. Everything in it is over; a newer file of the same name wakes it.",)
        nodes.append("Resting. ")

    if source.last_good:
        read = Instant(source.last_good, source.zone)
        nodes += ["Last read ", read, f", {count_text(source.events)} ahead"]
    else:
        nodes.append("Not read yet")

    if not source.failures:
        return (*nodes, "; no failures")
    tries = "once" if source.failures == 1 else f"{source.failures} times in a row"
    nodes.append(f"; failed {tries}: {FAULT_TEXTS.get(source.trouble, '')}")
    if source.next_look and source.next_look > now:
        nodes += [" Next try ", Instant(source.next_look, source.zone), "."]
    return tuple(nodes)


def source_card(source: Source, now: datetime) -> Card:
    """Show one source, and what can be done with it."""
    parts: list[Part] = [
        Paragraph((_about(source),)),
        Paragraph(health_line(source, now), soft=True),
    ]
    if source.odd_zones:
        parts.append(Paragraph((unknown_zones_text(source),), soft=True))

    number = str(source.id)
    pause = Button("source.pause", "Pause", number)
    if source.state == "paused":
        pause = Button("source.resume", "Resume", number, "main")
    buttons = (
        pause,
        Button("source.details", "Change", number),
        Button("twin.list", "Also listed elsewhere", number),
        Button("source.remove", "Remove", number, "danger"),
    )
    return Card("note", source.name, (*parts, Actions(buttons)))


def source_paused_card(source: Source) -> Card:
    """Confirm a pause."""
    return note_card(
        f"{source.name} rests", "I read it no more until somebody resumes it. What it listed stays."
    )


def source_resumed_card(source: Source) -> Card:
    """Confirm that a source is fetched again."""
    often = "once a week" if file_of(source.address) else "every few hours"
    return note_card(
        f"{source.name} is read again", f"I have a look now, and {often} from then on."
    )


def source_removed_card(source: Source) -> Card:
    """Confirm a removal."""
    return note_card(
        f"{source.name} is removed", "Events that somebody answered to stay; the others are gone."
    )


def source_gone_card() -> Card:
    """Return what stands in place of a message about a source that was removed or not kept."""
    return note_card(
        "No longer here",
        ("This source was removed. ", CommandMention("events add"), " takes another one."),
    )


def source_resting_card(source: Source) -> Card:
    """Notify the owner that their source was paused after failing too often."""
    label = address_label(source.address)
    tries = f" {source.failures} times in a row" if source.failures else ""
    said = (
        f"I could not read {label}{tries}. {FAULT_TEXTS.get(source.trouble, '')} "
        "I let it rest now. What it listed before stays."
    )
    number = str(source.id)
    buttons = (
        Button("source.resume", "Try again", number, "main"),
        Button("source.remove", "Remove", number),
    )
    return Card("note", f"{source.name} rests", (Paragraph((said,)), Actions(buttons)))


def _about(source: Source) -> str:
    topics = ", ".join(source.topics)
    facts = (address_label(source.address), source.town, source.reach, topics)
    return " · ".join(filter(None, facts))
