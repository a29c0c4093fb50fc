"""The forms about associations, and what is wrong with a field."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TypeVar

from bot.associations.known import say_about
from bot.associations.rules import (
    EVENT_KINDS,
    Association,
    AssociationMember,
    Chapter,
    Opening,
)
from bot.associations.views.parts import KIND_NAMES
from bot.events.rules import Event
from bot.ui.cards import Choice, ChoiceField, DateField, Field, Form, TextField
from bot.ui.fields import EXAMPLE_LINK, link_field
from bot.ui.speech import mark, say
from bot.ui.text import host_of

NAME_LIMIT, CHAPTER_LIMIT, ABOUT_LIMIT, LINK_LIMIT = 60, 40, 200, 500
TITLE_LIMIT, DETAILS_LIMIT = 80, 600
Value = TypeVar("Value", bound=str)

NO_CHAPTER = "none"
YES, NO = "yes", "no"

NO_NAME = mark("Please give it the name by which people know it.")
NAME_TAKEN = mark("There is one of that name in the directory already.")
CHAPTER_TAKEN = mark("There is a chapter of that name already.")
CHAPTER_NEEDED = mark(
    "An address belongs to a chapter: please name the town, or leave the address out."
)
NO_LINK = mark("I can't read that as a web address. It begins with https://.")
ADDED = mark("It is in the directory.")
IN_CALENDAR = mark(
    "It stands in the calendar of openings, and whoever wants to be told hears of it in time."
)
SAVED = mark("Saved.")
NOTED = mark("Noted. You can change it here any time.")
NO_CHOICE = mark("Please choose from the list.")
NO_TITLE = mark("Please say in a few words what it is, such as “Treasurer, Berlin chapter”.")
AFTER_EVENT = mark("That's after the event. Please give a day before it ends.")
EVENT_NOTED = mark("It's noted, and shown wherever the event is worth travelling for.")
TOO_FAR = mark("I keep deadlines for two years ahead. Please come back with this one later.")

_STANDINGS = {
    "privately": mark("Yes, and keep it to yourself"),
    "openly": mark("Yes, and colleagues may see it and ask me"),
    "no": mark("No"),
}
_ADDRESS = mark("Page or calendar with its meetings")
_ADDRESS_HINT = mark("Any page, calendar or feed; I show you what I find")


def new_association_form() -> Form:
    """Ask about a new association, its first chapter and that chapter's calendar."""
    fields = (
        *_association("", "", ""),
        TextField(
            "chapter",
            say("Local chapter"),
            say("Usually a town"),
            limit=CHAPTER_LIMIT,
            example=say("Berlin"),
        ),
        _address_field(""),
    )
    return Form("association.create", say("Add an association"), fields, submit=say("Add it"))


def change_association_form(known: Association) -> Form:
    """Ask for changes of an association."""
    about = say_about(known.link, known.about)
    fields = _association(known.name, about, known.link)
    return Form("association.change", say("Change an association"), fields, str(known.id))


def membership_form(
    known: Association, chapters: Sequence[Chapter], member: AssociationMember | None
) -> Form:
    """Ask what somebody is to an association; the default keeps it private."""
    standing = member.standing if member else "privately"
    tell: tuple[str, ...] = ()
    if member:
        tell = (YES if member.tell else NO,)
    chapter = member.chapter if member else None
    tell_choices = (
        Choice(YES, say("Yes: elections, calls and roles, in time")),
        Choice(NO, say("No")),
    )
    fields: tuple[Field, ...] = (
        ChoiceField(
            "standing",
            say("Are you in it?"),
            _choices(_STANDINGS),
            initial=(standing,),
            required=True,
        ),
        *_chapter_field(say("No chapter in particular"), chapters, chapter),
        ChoiceField(
            "tell",
            say("Tell you of its openings?"),
            tell_choices,
            say("A month, a week and a day ahead; each has a button that stops it"),
            tell,
            required=True,
        ),
    )
    intro = (
        say(
            "{name}. What you keep to yourself is shown to nobody and counted nowhere.",
            name=known.name,
        ),
    )
    return Form(
        "association.member", say("You in this association"), fields, str(known.id), intro=intro
    )


def new_chapter_form(association: Association) -> Form:
    """Ask about a new chapter."""
    fields = _chapter("", "")
    return Form(
        "chapter.create", say("Add a chapter"), fields, str(association.id), submit=say("Add it")
    )


def change_chapter_form(known: Chapter, *, whole: bool) -> Form:
    """Ask for changes of a chapter; those who may not change all of it add its calendar only."""
    fields = _chapter(known.name, known.link)
    if whole:
        return Form("chapter.change", say("Change a chapter"), fields, str(known.id))
    return Form("chapter.change", say("Add its calendar"), fields[1:], str(known.id))


def new_opening_form(association: Association, chapters: Sequence[Chapter]) -> Form:
    """Ask about a new opening."""
    fields = _opening(None, chapters)
    return Form(
        "opening.create", say("Add an opening"), fields, str(association.id), submit=say("Add it")
    )


def event_opening_form(event: Event) -> Form:
    """Ask about a deadline of an event."""
    kinds = {kind: KIND_NAMES[kind] for kind in EVENT_KINDS}
    fields = (
        ChoiceField(
            "kind", say("What is it?"), _choices(kinds), initial=("papers",), required=True
        ),
        TextField(
            "title",
            say("In a few words"),
            limit=TITLE_LIMIT,
            required=True,
            example=say("Talks of 30 minutes"),
        ),
        DateField(
            "due", say("Deadline"), say("The last day on which one can answer"), None, required=True
        ),
        link_field("link", say("Web address"), say("Where it says more"), limit=LINK_LIMIT),
        _details_field(say("What they look for"), ""),
    )
    intro = (
        say(
            "{title}. Its call for papers, early prices, or whatever has a last day.",
            title=event.title,
        ),
    )
    return Form(
        "opening.note", say("Note a deadline"), fields, str(event.id), say("Note it"), intro=intro
    )


def change_opening_form(known: Opening, chapters: Sequence[Chapter]) -> Form:
    """Ask for changes of an opening."""
    return Form(
        "opening.change", say("Change an opening"), _opening(known, chapters), str(known.id)
    )


def looking_text(address: str) -> str:
    """Return that an address is being fetched, and what to do then."""
    return " " + say(
        "I'm having a look at {page} and tell you in a moment what I find; save it, and it counts.",
        page=host_of(address),
    )


def linked_text(name: str) -> str:
    """Return that an address belongs to a source that is known already."""
    return " " + say("Its meetings are those that {name} lists, which I know already.", name=name)


def unreadable_deadline_text(words: str) -> str:
    """Return the answer to a deadline that cannot be read."""
    return say(
        "I couldn't read “{words}” as a date. Try “20 March” or “2026-03-20”.", words=words[:40]
    )


def past_deadline_text(words: str) -> str:
    """Return the answer to a deadline in the past."""
    return say(
        "“{words}” has already passed. Please give a date that is still to come.", words=words[:40]
    )


def _association(name: str, about: str, link: str) -> tuple[Field, ...]:
    return (
        TextField(
            "name",
            say("Name"),
            "",
            name,
            NAME_LIMIT,
            required=True,
            example=say("Computing Society"),
        ),
        TextField(
            "about",
            say("What it is about"),
            say("Who meets there, and what for"),
            about,
            ABOUT_LIMIT,
            example=say("Those who build software, and what they learn from it"),
        ),
        link_field("link", say("Web address"), "", link, LINK_LIMIT),
    )


def _chapter(name: str, address: str) -> tuple[Field, ...]:
    return (
        TextField(
            "name",
            say("Town, or the chapter's name"),
            "",
            name,
            CHAPTER_LIMIT,
            required=True,
            example=say("Berlin"),
        ),
        _address_field(address),
    )


def _opening(known: Opening | None, chapters: Sequence[Chapter]) -> tuple[Field, ...]:
    kind: tuple[str, ...] = ()
    title = link = details = ""
    due: dt.date | None = None
    chapter: int | None = None
    if known:
        kind, title, due = (known.kind,), known.title, known.due
        chapter, link, details = known.chapter, known.link, known.details

    return (
        ChoiceField("kind", say("What is it?"), _choices(KIND_NAMES), initial=kind, required=True),
        TextField(
            "title",
            say("In a few words"),
            "",
            title,
            TITLE_LIMIT,
            required=True,
            example=say("Treasurer, two years"),
        ),
        DateField(
            "due", say("Deadline"), say("The last day on which one can answer"), due, required=True
        ),
        *_chapter_field(say("The association as a whole"), chapters, chapter),
        link_field("link", say("Web address"), say("Where it says more"), link, LINK_LIMIT),
        _details_field(say("What one would do, whom they look for"), details),
    )


def _address_field(address: str) -> TextField:
    """Return the field for any page, calendar or feed; webcal: and a bare host are read too."""
    return TextField(
        "address", say(_ADDRESS), say(_ADDRESS_HINT), address, LINK_LIMIT, example=EXAMPLE_LINK
    )


def _details_field(hint: str, details: str) -> TextField:
    return TextField(
        "details",
        say("About it"),
        hint,
        details,
        DETAILS_LIMIT,
        multiline=True,
        example=say("Two evenings a month. Newcomers are welcome."),
    )


def _chapter_field(
    none: str, chapters: Sequence[Chapter], chosen: int | None
) -> tuple[ChoiceField, ...]:
    """Return a field with the chapters and `none` of them, if there are any."""
    if not chapters:
        return ()
    choices = [Choice(NO_CHAPTER, none)]
    choices += [Choice(str(chapter.id), chapter.name) for chapter in chapters]
    initial = (str(chosen) if chosen else NO_CHAPTER,)
    return (ChoiceField("chapter", say("Chapter"), tuple(choices), initial=initial),)


def _choices(words: Mapping[Value, str]) -> tuple[Choice, ...]:
    return tuple(Choice(value, say(label)) for value, label in words.items())
