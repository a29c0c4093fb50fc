"""Word what organisers read about prompts: setting up, the deck, what comes next."""

import datetime as dt
from collections.abc import Sequence

from bot.dates.recurrence import WEEKDAYS, describe_schedule
from bot.prompts.deck import Prompt
from bot.prompts.records import DeckEntry, PromptChannel
from bot.prompts.views.members import THEME_NAMES
from bot.ui.cards import (
    Actions,
    Button,
    Card,
    ChannelField,
    Choice,
    ChoiceField,
    Form,
    Paragraph,
    Part,
    Select,
    TextField,
)
from bot.ui.notices import note_card
from bot.ui.text import Bold, Instant, Node, Text

PER_PAGE = 8
CADENCE_NAMES = {
    "weekly": "Every week",
    "fortnightly": "Every two weeks",
    "monthly": "Once a month, the first such day",
}

NOT_SET_UP = "There are no prompts here yet. “/prompt setup” starts them; it takes a minute."
WHICH_CHANNEL = (
    "Prompts go to several channels here; please say this in the one you mean, or add "
    "channel: and its name."
)
NO_PROMPTS_THERE = "That channel gets no prompts. “/prompt setup” starts them there."
NO_SUCH_CHANNEL = "Please choose a channel of this workspace."
NO_SUCH_CADENCE = "Please choose how often from the list."
NO_SUCH_WEEKDAY = "Please choose a weekday from Monday to Friday."
NO_SUCH_TIME = (
    "Please give a time between 09:00 and 17:59, such as 10:00; I keep quiet in the evening."
)
NO_SUCH_PROMPT = "I know no prompt of that name. “/prompt deck” lists them all."
LAST_ONE = "That is the last prompt on show. Add or show another one first, then hide it."
HIDDEN = "That prompt is hidden. “/prompt show” brings it back, then you can choose it."
PAUSED = "Prompts are paused in that channel. “/prompt resume” starts them again."
ONE_A_DAY = "That channel has had its prompt for today."


def prompt_setup_form(channel: str, cadence: str, weekday: str, time: str, zone: str) -> Form:
    """Ask where and when prompts are posted."""
    days = tuple(Choice(str(number), name) for number, name in enumerate(WEEKDAYS[:5]))
    return Form(
        "prompt.setup",
        "Prompts in a channel",
        (
            ChannelField("channel", "Channel", initial=channel),
            ChoiceField(
                "cadence", "How often", _choices(CADENCE_NAMES), initial=(cadence,), required=True
            ),
            ChoiceField("weekday", "On which day", days, initial=(weekday,), required=True),
            TextField(
                "time",
                "At what time",
                hint="Between 09:00 and 17:59",
                initial=time,
                limit=5,
                required=True,
            ),
            TextField(
                "zone",
                "In which time zone",
                hint="Such as Europe/Berlin",
                initial=zone,
                limit=64,
                required=True,
            ),
        ),
        intro=(
            "Each time, one small thing to do that brings people together. No prompt comes twice "
            "until all were.",
        ),
    )


def prompts_set_up_card(where: PromptChannel, first: dt.datetime | None) -> Card:
    """Confirm how a channel is set up."""
    return _said(
        "Prompts are set up",
        (where.room, f" gets a prompt {describe_schedule(where.schedule)}."),
        *_when("The first comes ", first, where),
        ("“/prompt now” posts one at once, “/prompt pause” stops them.",),
    )


def date_skipped_card(
    where: PromptChannel, day: dt.datetime, following: dt.datetime | None
) -> Card:
    """Confirm that a date goes without a prompt."""
    return _said(
        "Skipped",
        ("No prompt on ", Instant(day, where.zone, "day"), " in ", where.room, "."),
        *_when("The next comes ", following, where),
    )


def prompts_paused_card(where: PromptChannel) -> Card:
    """Confirm that a channel gets no prompts for now."""
    return _said(
        "Paused",
        (where.room, " gets no prompts until “/prompt resume”. The deck remembers where it was."),
    )


def prompts_resumed_card(where: PromptChannel, following: dt.datetime | None) -> Card:
    """Confirm that prompts go on."""
    return _said(
        "Prompts go on",
        *_when("The next comes ", following, where),
        ("It is for ", where.room, "."),
    )


def prompt_posted_card(where: PromptChannel) -> Card:
    """Confirm that a prompt is on its way."""
    return _said("On its way", ("A prompt goes to ", where.room, " now. It counts as this day's."))


def prompt_chosen_card(where: PromptChannel, prompt: Prompt, following: dt.datetime | None) -> Card:
    """Confirm which prompt comes next."""
    return _said(
        "Chosen",
        (f"“{prompt.text}”",),
        *_when("It comes ", following, where),
        *([] if following else [("It comes first when prompts go on.",)]),
    )


def prompt_hidden_card(prompt: Prompt) -> Card:
    """Confirm that a prompt is kept back."""
    undo = Button("prompt.show", "Show it again", prompt.slug)
    return _with(note_card("Hidden", f"“{prompt.text}” won't come up."), undo)


def prompt_shown_card(prompt: Prompt) -> Card:
    """Confirm that a prompt may come up."""
    return note_card("Back in the deck", f"“{prompt.text}” may come up in its turn.")


def prompt_added_card(prompt: Prompt) -> Card:
    """Confirm that a prompt was added."""
    undo = Button("prompt.hide", "Hide it", prompt.slug)
    next_ = Button("prompt.choose", "Post it next", prompt.slug)
    return _with(note_card("In the deck", f"“{prompt.text}” is called {prompt.slug}."), next_, undo)


def deck_card(listed: Sequence[DeckEntry], page: int, theme: str, waiting: int) -> Card:
    """List a page of the deck."""
    pages = max(1, -(-len(listed) // PER_PAGE))
    page = min(max(page, 0), pages - 1)
    here = listed[page * PER_PAGE : (page + 1) * PER_PAGE]
    parts = _waiting(waiting) + [part for each in here for part in _line(each)]
    if here:
        choices = tuple(Choice(each.prompt.slug, _cut(each.prompt.text)) for each in here)
        parts.append(Actions((Select("prompt.pick", "Hide, show or choose one …", choices),)))
    turns = []
    if page > 0:
        turns.append(Button("prompt.page", "Earlier ones", f"{page - 1}:{theme}"))
    if page < pages - 1:
        turns.append(Button("prompt.page", "More", f"{page + 1}:{theme}", "main"))
    if turns:
        parts.append(Actions(tuple(turns)))
    kept = sum(each.hidden for each in listed)
    title = f"The deck: {len(listed)} prompts" + (f" under “{THEME_NAMES[theme]}”" if theme else "")
    footer = f"Page {page + 1} of {pages}" + (f" · {kept} hidden" if kept else "")
    return Card("prompt", title, tuple(parts), (footer,))


def deck_prompt_card(each: DeckEntry) -> Card:
    """Show one prompt of the deck, and what an organiser can do with it."""
    prompt = each.prompt
    change = (
        [Button("prompt.show", "Show it again", prompt.slug, "main")]
        if each.hidden
        else [
            Button("prompt.choose", "Post it next", prompt.slug, "main"),
            Button("prompt.hide", "Hide it", prompt.slug),
        ]
    )
    hint: list[Part] = [Paragraph((prompt.hint,), soft=True)] if prompt.hint else []
    return Card("prompt", prompt.slug, (*_line(each), *hint, Actions(tuple(change))))


def no_suggestions_card() -> Card:
    """Say that nothing waits."""
    return note_card("All settled", "No suggestion is waiting.")


def prompt_left_out_card(
    where: PromptChannel, due: dt.datetime, following: dt.datetime | None
) -> Card:
    """Tell organisers that a prompt was not posted because its day had passed."""
    return _said(
        "A prompt was left out",
        (
            "I was not running when the prompt of ",
            Instant(due, where.zone),
            " was due in ",
            where.room,
            ", and by now its day is over. It stays in the deck.",
        ),
        *_when("The next comes ", following, where),
        ("“/prompt now” posts one at once.",),
    )


def _said(title: str, *lines: Text) -> Card:
    return Card("prompt", title, tuple(Paragraph(line) for line in lines))


def _with(card: Card, *buttons: Button) -> Card:
    return Card("prompt", card.title, (*card.parts, Actions(buttons)))


def _when(words: str, moment: dt.datetime | None, where: PromptChannel) -> list[Text]:
    return [(words, Instant(moment, where.zone), ".")] if moment else []


def _line(each: DeckEntry) -> list[Part]:
    about = [THEME_NAMES.get(each.prompt.theme, each.prompt.theme)]
    about += [each.prompt.season] if each.prompt.season != "any" else []
    about += ["hidden"] if each.hidden else []
    quiet: tuple[Node, ...] = (Bold(each.prompt.slug), f" · {' · '.join(about)}")
    return [Paragraph((each.prompt.text,)), Paragraph(quiet, soft=True)]


def _waiting(number: int) -> list[Part]:
    if not number:
        return []
    words = "One suggestion is waiting" if number == 1 else f"{number} suggestions are waiting"
    return [
        Paragraph((f"{words} for you.",)),
        Actions((Button("prompt.suggestions", "Look at it", "", "quiet"),)),
    ]


def _choices(names: dict[str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(value, name) for value, name in names.items())


def _cut(words: str) -> str:
    return words if len(words) <= 70 else f"{words[:69].rstrip()}…"
