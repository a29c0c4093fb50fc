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
from bot.ui.text import CommandMention, Text

SAVED = "Saved. Plans that are under way keep the steps they began with."
TAKEN_OFF = "Taken off the list. Plans that are under way go on."
BROUGHT_BACK = "It's on the list again."
UNNAMED = "Taken down"
NAME_MISSING = "What is it called? A name such as “A book club” is enough."
NOT_OFFERED: Text = ("That kit isn't on the list. ", CommandMention("mingle start"), " shows it.")
TOO_MANY = "There's no room for more kits. Take one off the list first."
_FAULTS: dict[Fault, str] = {
    "unreadable": 'I couldn\'t read that. Lines look like days = -7 or title = "Book a table".',
    "hours": "It takes 1 to 720 minutes, is planned 1 to 26 weeks ahead, and is on one of "
    "the weekdays 0 (Monday) to 6.",
    "steps": f"It has from one to {MAX_STEPS} steps, and each id is there once.",
    "order": "Please order the steps by their days, the earliest first.",
    "early": "A step comes before the plan begins. Raise weeks, or move the step closer.",
    "event": 'Exactly one step has does = "event": it puts the event in the calendar.',
    "repeat": 'Only the last step has does = "repeat": it names the next date.',
}
_ABOUT_DAYS = "Days count from the day itself: -7 is a week before, 2 is two days after."
_FOR_LETTERS = ", ".join(f"{{{name}}}" for name in sorted(PLACES_IN_LETTERS))
_BASICS_HINT = (
    "weekdays: 0 is Monday. weeks: planned so far ahead. repeat: week, two_weeks or month"
)
_STEPS_HINT = f"A letter may have {_FOR_LETTERS}"


def manage_card(kits: Sequence[Kit], off: Sequence[Kit], said: str = "") -> Card:
    """List what there is to start, with what an organiser can do about each."""
    parts: list[Part] = [Paragraph((said,))] if said else []
    if kits:
        parts.append(Facts(tuple((kit.name, (kit.about or kit.title,)) for kit in kits)))
    items: list[Button | Select] = [Button("kit.add", "Add a kit", "", "main")]
    if kits:
        items.append(Select("kit.edit", "Change a kit …", _choices(kits)))
        items.append(Select("kit.off", "Take off the list …", _choices(kits)))
    if off:
        items.append(Select("kit.back", "Bring back …", _choices(off[:25])))
    return Card("note", "Kits to start from", (*parts, Actions(tuple(items))))


def kit_form(kit: Kit, *, is_new: bool) -> Form:
    """Ask about a kit; a new one begins with the steps of another."""
    first, rest = write_steps(kit, TYPED_LIMIT)
    name, about = ("", "") if is_new else (kit.name, kit.about)
    fields = (
        TextField("name", "Name", "", name, NAME_LIMIT, required=True, example="A book club"),
        TextField(
            "about", "What it is", "", about, ABOUT_LIMIT, example="One book a month, over lunch."
        ),
        TextField(
            "basics",
            "When and how often",
            _BASICS_HINT,
            write_basics(kit),
            500,
            multiline=True,
            required=True,
            example='time = "12:30"',
        ),
        TextField(
            "steps",
            "Steps",
            _ABOUT_DAYS,
            first,
            TYPED_LIMIT,
            multiline=True,
            required=True,
            example="[[step]]",
        ),
        TextField(
            "more_steps",
            "More steps",
            _STEPS_HINT,
            rest,
            TYPED_LIMIT,
            multiline=True,
            example="[[step]]",
        ),
    )
    title = "A new kit" if is_new else "Change a kit"
    return Form("kit.save", title, fields, "" if is_new else kit.id)


def fault_words(error: UnusableKitError) -> str:
    """Return one sentence on what is wrong with a kit."""
    about = error.about[:NAME_LIMIT]
    if error.fault == "unknown":
        return f"I didn't understand {about}." if about else "I didn't understand a value in it."
    if error.fault == "letter":
        return f"The letter of “{about}” may only have {_FOR_LETTERS} in braces."
    if error.fault == "long":
        return f"“{about}” is too long, or a title is missing."
    return _FAULTS[error.fault]


def _choices(kits: Sequence[Kit]) -> tuple[Choice, ...]:
    return tuple(Choice(kit.id, kit.name) for kit in kits)
