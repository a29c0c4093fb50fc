"""Cards and forms to look after sources: list, details, pause, resume, remove."""

from collections.abc import Sequence
from datetime import datetime

from bot.sources.addresses import address_label, file_of
from bot.sources.records import Source
from bot.sources.views.parts import fault_text, unknown_zones_text
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
from bot.ui.speech import mark, say
from bot.ui.text import CommandMention, Instant, Node, Text, merge_words, tell, tell_many

PER_PAGE = 8
NAME_LIMIT, TOWN_LIMIT, ZONE_LIMIT, TOPICS_LIMIT = 60, 40, 60, 120

WHY_RESTS = mark("You added a source of events, and it could not be read for a while.")

NOT_YOURS = mark("This one belongs to whoever added it. They or an organiser can change it.")
NO_NAME = mark("Please give it a name, so that people know where an event comes from.")
NO_SUCH_REACH = mark("Please choose how far people come from the list.")

REACH_NAMES = {
    "local": mark("Local: people of this town"),
    "regional": mark("Regional: people come from around"),
    "international": mark("International: people travel for it"),
}
_REACHES = {
    "local": mark("local"),
    "regional": mark("regional"),
    "international": mark("international"),
}
_ADD, _UPLOAD = CommandMention("events add"), CommandMention("events upload")


def no_such_source_text() -> Text:
    """Refuse a button of a source that was removed."""
    sources = CommandMention("events sources")
    return tell("That source is gone. {sources} shows those that are there.", sources=sources)


def source_form(source: Source, town: str) -> Form:
    """Ask what a source is about."""
    zone_hint = say("For times that name none.")
    topics = ", ".join(source.topics)
    reaches = tuple(Choice(value, say(label)) for value, label in REACH_NAMES.items())
    fields = (
        TextField(
            "name",
            say("Name"),
            say("Who tells of these events"),
            source.name,
            NAME_LIMIT,
            required=True,
            example=say("Chamber of commerce"),
        ),
        TextField(
            "town",
            say("Town"),
            say("Where most of its events are"),
            source.town or town,
            TOWN_LIMIT,
            example=say("Berlin"),
        ),
        zone_field("zone", say("Time zone"), source.zone, zone_hint, required=True),
        TextField(
            "topics",
            say("Topics"),
            say("A few, with commas between them"),
            topics,
            TOPICS_LIMIT,
            example=say("python, design"),
        ),
        ChoiceField(
            "reach",
            say("How far people come"),
            reaches,
            initial=(source.reach or "local",),
            required=True,
        ),
    )
    return Form("source.save", say("Save this source"), fields, str(source.id))


def source_saved_card(source: Source) -> Card:
    """Confirm a saved source."""
    title = say("{name} is saved", name=source.name)
    file = file_of(source.address)
    if not file:
        words = say(
            "I look there every few hours from now on; what it lists reaches the digests that ask "
            "for its topics and town."
        )
        return note_card(title, words)

    words = say("From now on what it lists reaches the digests that ask for its topics and town.")

    again = say(
        "When there is a newer {file}, hand it in under the same name, and its events follow.",
        file=file,
    )
    return note_card(title, words, again)


def source_dropped_card() -> Card:
    """Confirm that nothing was kept."""
    return note_card(
        say("Dropped"),
        tell(
            "I forgot it. {add} takes another address, {upload} a file.",
            add=_ADD,
            upload=_UPLOAD,
        ),
    )


def sources_card(all_of_them: Sequence[Source], page: int, now: datetime) -> Card:
    """List one page of the sources, each with its health."""
    if not all_of_them:
        words = tell(
            "{add} and the address of any page with events adds the first one, {upload} a file.",
            add=_ADD,
            upload=_UPLOAD,
        )
        return note_card(say("No sources yet"), words)

    last_page = (len(all_of_them) - 1) // PER_PAGE
    page = min(page, last_page)
    shown = all_of_them[page * PER_PAGE : (page + 1) * PER_PAGE]
    parts: list[Part] = []
    for source in shown:
        parts.append(Heading(source.name))
        parts.append(Paragraph((_about(source),)))
        parts.append(Paragraph(health_line(source, now), soft=True))

    choices = tuple(Choice(str(source.id), source.name[:LABEL_LIMIT]) for source in shown)
    items: list[Button | Select] = [Select("source.pick", say("Look after one"), choices)]
    if page > 0:
        items.append(Button("source.page", say("Earlier ones"), str(page - 1)))
    if page < last_page:
        items.append(Button("source.page", say("More"), str(page + 1)))
    parts += [Divider(), Actions(tuple(items))]
    return Card("note", say("Where events come from"), tuple(parts))


def health_line(source: Source, now: datetime) -> Text:
    """Return a source's health in one line: last read, failures in a row, next try."""
    nodes: list[Node] = []
    if source.state == "paused":
        if file_of(source.address) and not (source.events or source.failures):
            return (
                say("Resting. Everything in it is over; a newer file of the same name wakes it."),
            )
        nodes += [say("Resting."), " "]

    read = _last_read(source)
    if not source.failures:
        return merge_words((*nodes, *tell("{last_read}; no failures", last_read=read)))
    nodes += tell_many(
        "{last_read}; failed once: {fault}",
        "{last_read}; failed {count} times in a row: {fault}",
        source.failures,
        last_read=read,
        fault=fault_text(source.trouble),
    )
    if source.next_look and source.next_look > now:
        next_look = Instant(source.next_look, source.zone)
        nodes += [" ", *tell("Next try {time}.", time=next_look)]
    return merge_words(nodes)


def _last_read(source: Source) -> Text:
    if source.last_good is None:
        return (say("Not read yet"),)
    return tell_many(
        "Last read {time}, {count} event ahead",
        "Last read {time}, {count} events ahead",
        source.events,
        time=Instant(source.last_good, source.zone),
    )


def source_card(source: Source, now: datetime) -> Card:
    """Show one source, and what can be done with it."""
    parts: list[Part] = [
        Paragraph((_about(source),)),
        Paragraph(health_line(source, now), soft=True),
    ]
    if source.odd_zones:
        parts.append(Paragraph((unknown_zones_text(source),), soft=True))

    number = str(source.id)
    pause = Button("source.pause", say("Pause"), number)
    if source.state == "paused":
        pause = Button("source.resume", say("Resume"), number, "main")
    buttons = (
        pause,
        Button("source.details", say("Change"), number),
        Button("twin.list", say("Also listed elsewhere"), number),
        Button("source.remove", say("Remove"), number, "danger"),
    )
    return Card("note", source.name, (*parts, Actions(buttons)))


def source_paused_card(source: Source) -> Card:
    """Confirm a pause."""
    return note_card(
        say("{name} rests", name=source.name),
        say("I read it no more until somebody resumes it. What it listed stays."),
    )


def source_resumed_card(source: Source) -> Card:
    """Confirm that a source is fetched again."""
    words = say("I have a look now, and every few hours from then on.")
    if file_of(source.address):
        words = say("I have a look now, and once a week from then on.")
    return note_card(say("{name} is read again", name=source.name), words)


def source_removed_card(source: Source) -> Card:
    """Confirm a removal."""
    return note_card(
        say("{name} is removed", name=source.name),
        say("Events that somebody answered to stay; the others are gone."),
    )


def source_gone_card() -> Card:
    """Return what stands in place of a message about a source that was removed or not kept."""
    return note_card(
        say("No longer here"),
        tell(
            "This source was removed. {add} takes another one.",
            add=_ADD,
        ),
    )


def source_resting_card(source: Source) -> Card:
    """Notify the owner that their source was paused after failing too often."""
    label = address_label(source.address)
    tried = say("I could not read {page}.", page=label)
    if source.failures:
        tried = say(
            "I could not read {page} {number} times in a row.", page=label, number=source.failures
        )
    rests = say("I let it rest now. What it listed before stays.")
    said = f"{tried} {fault_text(source.trouble)} {rests}"
    number = str(source.id)
    buttons = (
        Button("source.resume", say("Try again"), number, "main"),
        Button("source.remove", say("Remove"), number),
    )
    return Card(
        "note", say("{name} rests", name=source.name), (Paragraph((said,)), Actions(buttons))
    )


def _about(source: Source) -> str:
    topics = ", ".join(source.topics)
    reach = say(_REACHES[source.reach]) if source.reach in _REACHES else source.reach
    facts = (address_label(source.address), source.town, reach, topics)
    return " · ".join(filter(None, facts))
