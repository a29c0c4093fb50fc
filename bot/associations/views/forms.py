"""Word the forms about associations, and what is wrong with a field."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.associations.rules import Association, AssociationMember, Chapter, Opening
from bot.associations.views.parts import KIND_NAMES
from bot.ui.cards import Choice, ChoiceField, DateField, Field, Form, TextField
from bot.ui.text import host_of

NAME_LIMIT, CHAPTER_LIMIT, ABOUT_LIMIT, LINK_LIMIT, TITLE_LIMIT, DETAILS_LIMIT = (
    60,
    40,
    200,
    500,
    80,
    600,
)
NO_CHAPTER = "none"
YES, NO = "yes", "no"

NO_NAME = "Please give it the name by which people know it."
NAME_TAKEN = "There is one of that name already. “/associations” shows it."
CHAPTER_TAKEN = "There is a chapter of that name already."
CHAPTER_NEEDED = "An address belongs to a chapter: please name the town, or leave the address out."
NO_LINK = "I can't read that as a web address. It begins with https://."
ADDED = "It is in the directory."
IN_CALENDAR = (
    "It stands in the calendar of openings, and whoever wants to be told hears of it in time."
)
SAVED = "Saved."
NOTED = "Noted. You can change it here any time."
NO_CHOICE = "Please choose from the list."
NO_TITLE = "Please say in a few words what it is, such as “Treasurer, Berlin chapter”."
TOO_FAR = "I keep deadlines for two years ahead. Please come back with this one later."

_STANDINGS = {
    "privately": "Yes, and keep it to yourself",
    "openly": "Yes, and colleagues may see it and ask me",
    "no": "No",
}
_ADDRESS = "Page or calendar with its meetings"
_ADDRESS_HINT = "Any page, calendar or feed; I show you what I find"


def new_association_form() -> Form:
    """Ask about an association that is not in the directory yet."""
    fields = (
        *_association("", "", ""),
        TextField("chapter", "Local chapter", "Usually a town, such as Berlin", "", CHAPTER_LIMIT),
        TextField("address", _ADDRESS, _ADDRESS_HINT, "", LINK_LIMIT),
    )
    return Form("association.create", "Add an association", fields, submit="Add it")


def change_association_form(known: Association) -> Form:
    """Ask what is different about an association."""
    fields = _association(known.name, known.about, known.link)
    return Form("association.change", "Change an association", fields, str(known.id))


def membership_form(
    known: Association, chapters: Sequence[Chapter], mine: AssociationMember | None
) -> Form:
    """Ask what somebody is to an association; nobody else learns of it unless they say so."""
    standing = mine.standing if mine else "privately"
    tell = () if mine is None else (YES if mine.tell else NO,)
    of = (
        Choice(NO_CHAPTER, "No chapter in particular"),
        *(Choice(str(each.id), each.name) for each in chapters),
    )
    own = (str(mine.chapter) if mine and mine.chapter else NO_CHAPTER,)
    fields: tuple[Field, ...] = (
        ChoiceField(
            "standing", "Are you in it?", _choices(_STANDINGS), initial=(standing,), required=True
        ),
        *((ChoiceField("chapter", "Chapter", of, initial=own),) if chapters else ()),
        ChoiceField(
            "tell",
            "Tell you of its openings?",
            (Choice(YES, "Yes: elections, calls and roles, in time"), Choice(NO, "No")),
            "A month, a week and a day ahead; each has a button that stops it",
            tell,
            required=True,
        ),
    )
    intro = (f"{known.name}. What you keep to yourself is shown to nobody and counted nowhere.",)
    return Form("association.member", "You in this association", fields, str(known.id), intro=intro)


def new_chapter_form(association: Association) -> Form:
    """Ask about a chapter."""
    return Form(
        "chapter.create", "Add a chapter", _chapter("", ""), str(association.id), submit="Add it"
    )


def change_chapter_form(known: Chapter, *, whole: bool) -> Form:
    """Ask what is different about a chapter; of those who don't look after it only where it
    meets."""
    fields = _chapter(known.name, known.link)
    title = "Change a chapter" if whole else "Add its calendar"
    return Form("chapter.change", title, fields if whole else fields[1:], str(known.id))


def new_opening_form(association: Association, chapters: Sequence[Chapter]) -> Form:
    """Ask about an opening."""
    return Form(
        "opening.create",
        "Add an opening",
        _opening(None, chapters),
        str(association.id),
        submit="Add it",
    )


def change_opening_form(known: Opening, chapters: Sequence[Chapter]) -> Form:
    """Ask what is different about an opening."""
    return Form("opening.change", "Change an opening", _opening(known, chapters), str(known.id))


def looking_text(address: str) -> str:
    """Say that a look at an address is under way, and what to do then."""
    return (
        f" I'm having a look at {host_of(address)} and tell you in a moment what I find; save "
        "it, and it counts."
    )


def linked_text(name: str) -> str:
    """Say that what an address leads to is known already."""
    return f" Its meetings are those that {name} lists, which I know already."


def unreadable_deadline_text(words: str) -> str:
    """Say that a date could not be read."""
    return f"I couldn't read “{words[:40]}” as a date. Try “20 March” or “2026-03-20”."


def past_deadline_text(words: str) -> str:
    """Say that a deadline is over."""
    return f"“{words[:40]}” is over already. Please give a date that is still to come."


def _association(name: str, about: str, link: str) -> tuple[Field, ...]:
    return (
        TextField("name", "Name", "Computing Society", name, NAME_LIMIT, required=True),
        TextField("about", "What it is about", "Who meets there, and what for", about, ABOUT_LIMIT),
        TextField("link", "Web address", "https://…", link, LINK_LIMIT),
    )


def _chapter(name: str, address: str) -> tuple[Field, ...]:
    return (
        TextField(
            "name", "Town, or the chapter's name", "Berlin", name, CHAPTER_LIMIT, required=True
        ),
        TextField("address", _ADDRESS, _ADDRESS_HINT, address, LINK_LIMIT),
    )


def _opening(known: Opening | None, chapters: Sequence[Chapter]) -> tuple[Field, ...]:
    of = (
        Choice(NO_CHAPTER, "The association as a whole"),
        *(Choice(str(each.id), each.name) for each in chapters),
    )
    own = (str(known.chapter) if known and known.chapter else NO_CHAPTER,)
    kind = (known.kind,) if known else ()
    return (
        ChoiceField("kind", "What is it?", _choices(KIND_NAMES), initial=kind, required=True),
        TextField("title", "In a few "
                           "words", "Treasurer, two "
                                    "years", known.title if known else "", TITLE_LIMIT,
                  required=True),
        DateField("due", "Deadline", "The last day on which one can "
                                     "answer", known.due if known else None,
                  required=True),
        *((ChoiceField("chapter", "Chapter", of, initial=own),) if chapters else ()),
        TextField("link", "Web "
                          "address", "Where more stands", known.link if known else "", LINK_LIMIT),
        TextField("details", "About "
                             "it", "What one would do, whom they look "
                                   "for", known.details if known else "",
                  DETAILS_LIMIT, multiline=True),
    )  # fmt: skip


def _choices(words: Mapping[Any, str]) -> tuple[Choice, ...]:
    return tuple(Choice(value, label) for value, label in words.items())
