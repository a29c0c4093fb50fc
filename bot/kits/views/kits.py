"""What organisers see of kits: the list, the form of one, and what is wrong with it."""

from collections.abc import Sequence

from bot.kits.kits import MAX_STEPS, Kit
from bot.kits.recipes import (
    ABOUT_LIMIT,
    NAME_LIMIT,
    PLACES_IN_LETTERS,
    Fault,
    UnusableKitError,
    write_basics,
    write_steps,
)
from bot.ui.cards import (
    TYPED_LIMIT,
    Actions,
    Button,
    Card,
    Choice,
    Facts,
    Form,
    Paragraph,
    Part,
    Select,
    TextField,
)
from bot.ui.speech import mark, say
from bot.ui.text import CommandMention, Text, tell

SAVED = mark("Saved. Plans that are under way keep the steps they began with.")
TAKEN_OFF = mark("Taken off the list. Plans that are under way go on.")
BROUGHT_BACK = mark("It's on the list again.")
UNNAMED = "Taken down"
NAME_MISSING = mark("What is it called? A name such as “A book club” is enough.")
NOT_OFFERED: Text = tell(
    "That kit isn't on the list. {command} shows it.", command=CommandMention("mingle start")
)
TOO_MANY = mark("There's no room for more kits. Take one off the list first.")
_FAULTS: dict[Fault, str] = {
    "unreadable": mark(
        'I couldn\'t read that. Lines look like days = -7 or title = "Book a table".'
    ),
    "hours": mark(
        "It takes 1 to 720 minutes, is planned 1 to 26 weeks ahead, and is on one of the weekdays "
        "0 (Monday) to 6."
    ),
    "steps": mark("It has from one to {most} steps, and each id is there once."),
    "order": mark("Please order the steps by their days, the earliest first."),
    "early": mark("A step comes before the plan begins. Raise weeks, or move the step closer."),
    "event": mark('Exactly one step has does = "event": it puts the event in the calendar.'),
    "repeat": mark('Only the last step has does = "repeat": it names the next date.'),
}
_ABOUT_DAYS = mark("Days count from the day itself: -7 is a week before, 2 is two days after.")
_FOR_LETTERS = ", ".join(f"{{{name}}}" for name in sorted(PLACES_IN_LETTERS))
_BASICS_HINT = mark(
    "weekdays: 0 is Monday. weeks: planned so far ahead. repeat: week, two_weeks or month"
)


def manage_card(kits: Sequence[Kit], off: Sequence[Kit], said: str = "") -> Card:
    """List what there is to start, with what an organiser can do about each."""
    parts: list[Part] = [Paragraph((said,))] if said else []
    if kits:
        parts.append(Facts(tuple((kit.name, (kit.about or kit.title,)) for kit in kits)))
    items: list[Button | Select] = [Button("kit.add", say("Add a kit"), "", "main")]
    if kits:
        items.append(Select("kit.edit", say("Change a kit …"), _choices(kits)))
        items.append(Select("kit.off", say("Take off the list …"), _choices(kits)))
    if off:
        items.append(Select("kit.back", say("Bring back …"), _choices(off[:25])))
    return Card("note", say("Kits to start from"), (*parts, Actions(tuple(items))))


def kit_form(kit: Kit, *, is_new: bool) -> Form:
    """Ask about a kit; a new one begins with the steps of another."""
    first, rest = write_steps(kit, TYPED_LIMIT)
    name, about = ("", "") if is_new else (kit.name, kit.about)
    fields = (
        TextField(
            "name", say("Name"), "", name, NAME_LIMIT, required=True, example=say("A book club")
        ),
        TextField(
            "about",
            say("What it is"),
            "",
            about,
            ABOUT_LIMIT,
            example=say("One book a month, over lunch."),
        ),
        TextField(
            "basics",
            say("When and how often"),
            say(_BASICS_HINT),
            write_basics(kit),
            500,
            multiline=True,
            required=True,
            example='time = "12:30"',
        ),
        TextField(
            "steps",
            say("Steps"),
            say(_ABOUT_DAYS),
            first,
            TYPED_LIMIT,
            multiline=True,
            required=True,
            example="[[step]]",
        ),
        TextField(
            "more_steps",
            say("More steps"),
            say("A letter may have {places}", places=_FOR_LETTERS),
            rest,
            TYPED_LIMIT,
            multiline=True,
            example="[[step]]",
        ),
    )
    title = say("A new kit") if is_new else say("Change a kit")
    return Form("kit.save", title, fields, "" if is_new else kit.id)


def fault_words(error: UnusableKitError) -> str:
    """Return one sentence on what is wrong with a kit."""
    about = error.about[:NAME_LIMIT]
    if error.fault == "unknown":
        if about:
            return say("I didn't understand {words}.", words=about)
        return say("I didn't understand a value in it.")
    if error.fault == "letter":
        return say(
            "The letter of “{step}” may only have {places} in braces.",
            step=about,
            places=_FOR_LETTERS,
        )
    if error.fault == "long":
        return say("“{words}” is too long, or a title is missing.", words=about)
    return say(_FAULTS[error.fault], most=MAX_STEPS)


def _choices(kits: Sequence[Kit]) -> tuple[Choice, ...]:
    return tuple(Choice(kit.id, kit.name) for kit in kits)
