"""Cards, forms and texts about prompts for organisers: the setup, the deck, what comes next."""

import datetime as dt
from collections.abc import Sequence

from bot.dates.local_time import local_date
from bot.dates.recurrence import WEEKDAYS, describe_schedule, planned_date
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
)
from bot.ui.fields import clock_field, zone_field
from bot.ui.notices import note_card
from bot.ui.setups import Running, running_card
from bot.ui.text import Bold, CommandMention, Instant, Node, Text, day_off_text

PER_PAGE = 8
CADENCE_NAMES = {
    "weekly": "Every week",
    "fortnightly": "Every two weeks",
    "monthly": "Once a month, the first such day",
}

NOT_SET_UP = (
    "There are no prompts here yet. ",
    CommandMention("prompt setup"),
    " starts them; it takes a minute.",
)
WHICH_CHANNEL = (
    "Prompts go to several channels here; please say this in the one you mean, or add "
    "channel: and its name."
)
NO_PROMPTS_THERE = (
    "That channel gets no prompts. ",
    CommandMention("prompt setup"),
    " starts them there.",
)
NO_SUCH_CHANNEL = "Please choose a channel of this workspace."
RUNS_THERE = "That channel gets prompts already. Change those, or choose another channel."
NO_SUCH_CADENCE = "Please choose how often from the list."
NO_SUCH_WEEKDAY = "Please choose a day from the list."
NO_SUCH_TIME = "Please write a time such as 10:00."
NO_SUCH_PROMPT = (
    "I know no prompt of that name. ",
    CommandMention("prompt deck"),
    " lists them all.",
)
LAST_ONE = "That is the last prompt on show. Add or show another one first, then hide it."
HIDDEN = (
    "That prompt is hidden. ",
    CommandMention("prompt show"),
    " brings it back, then you can choose it.",
)
PAUSED = (
    "Prompts are paused in that channel. ",
    CommandMention("prompt resume"),
    " starts them again.",
)
ONE_A_DAY = "That channel has had its prompt for today."


def prompt_setup_form(channel: str, cadence: str, weekday: str, time: str, zone: str) -> Form:
    """Ask where and when prompts are posted."""
    days = tuple(Choice(str(number), name) for number, name in enumerate(WEEKDAYS))
    return Form(
        "prompt.setup",
        "Prompts in a channel",
        (
            ChannelField("channel", "Channel", initial=channel),
            ChoiceField(
                "cadence", "How often", _choices(CADENCE_NAMES), initial=(cadence,), required=True
            ),
            ChoiceField("weekday", "On which day", days, initial=(weekday,), required=True),
            clock_field("time", "At what time", time, "10:00"),
            zone_field("zone", "In which time zone", zone, required=True),
        ),
        intro=(
            "Each time, one small thing to do that brings people together. No prompt comes twice "
            "until all were.",
        ),
    )


def prompt_channels_card(setups: Sequence[PromptChannel]) -> Card:
    """Show which channels get prompts, to whoever sets up prompts without naming one."""
    running = [
        Running(
            one.mention,
            "paused" if one.paused else describe_schedule(one.schedule),
            Button("prompt.change", "Change these", str(one.id)),
        )
        for one in setups
    ]
    another = Button("prompt.begin", "Start them in another channel")
    return running_card("prompt", "Prompts run already", running, "prompt setup", another)


def prompts_set_up_card(
    setup: PromptChannel, first: dt.datetime | None, note: Text = (), also: Text = ()
) -> Card:
    """Confirm the setup of a channel; `first` is when its first prompt is due."""
    return _lines_card(
        "Prompts are set up",
        (setup.mention, f" gets a prompt {describe_schedule(setup.schedule)}."),
        *_due_line("The first comes ", first, setup),
        *([note] if note else []),
        *([also] if also else []),
        (
            CommandMention("prompt now"),
            " posts one at once, ",
            CommandMention("prompt pause"),
            " stops them.",
        ),
    )


def date_skipped_card(
    setup: PromptChannel, day: dt.datetime, following: dt.datetime | None
) -> Card:
    """Confirm that a date goes without a prompt."""
    return _lines_card(
        "Skipped",
        ("No prompt on ", Instant(day, setup.zone, "day"), " in ", setup.mention, "."),
        *_due_line("Next one: ", following, setup),
    )


def prompts_paused_card(setup: PromptChannel) -> Card:
    """Confirm that the prompts of a channel are paused."""
    return _lines_card(
        "Paused",
        (
            setup.mention,
            " gets no prompts until ",
            CommandMention("prompt resume"),
            ". The deck remembers where it was.",
        ),
    )


def prompts_resumed_card(setup: PromptChannel, following: dt.datetime | None) -> Card:
    """Confirm that the prompts of a channel go on."""
    return _lines_card(
        "Prompts go on",
        *_due_line("Next one: ", following, setup),
        ("It is for ", setup.mention, "."),
    )


def prompt_posted_card(setup: PromptChannel) -> Card:
    """Confirm that a prompt is being posted."""
    return _lines_card(
        "Posting it now", ("It goes to ", setup.mention, " and replaces today's prompt.")
    )


def prompt_chosen_card(setup: PromptChannel, prompt: Prompt, following: dt.datetime | None) -> Card:
    """Confirm which prompt is posted next, and when."""
    due = _due_line("It comes ", following, setup)
    if not due:
        due = [("It comes first when prompts go on.",)]
    return _lines_card("Chosen", (f"“{prompt.text}”",), *due)


def prompt_hidden_card(prompt: Prompt) -> Card:
    """Confirm that a prompt is hidden."""
    undo = Button("prompt.show", "Show it again", prompt.slug)
    return _with_buttons(note_card("Hidden", f"“{prompt.text}” won't come up."), undo)


def prompt_shown_card(prompt: Prompt) -> Card:
    """Confirm that a prompt is no longer hidden."""
    return note_card("Back in the deck", f"“{prompt.text}” may come up in its turn.")


def prompt_added_card(prompt: Prompt) -> Card:
    """Confirm that a prompt was added to the deck."""
    choose = Button("prompt.choose", "Post it next", prompt.slug)
    hide = Button("prompt.hide", "Hide it", prompt.slug)
    card = note_card("In the deck", f"“{prompt.text}” is called {prompt.slug}.")
    return _with_buttons(card, choose, hide)


def deck_card(listed: Sequence[DeckEntry], page: int, theme: str, waiting: int) -> Card:
    """Show one page of the deck; a page out of range becomes the nearest one."""
    pages = max(1, -(-len(listed) // PER_PAGE))
    page = min(max(page, 0), pages - 1)
    shown = listed[page * PER_PAGE : (page + 1) * PER_PAGE]

    parts = _waiting(waiting)
    for entry in shown:
        parts += _line(entry)
    if shown:
        choices = tuple(Choice(entry.prompt.slug, _cut(entry.prompt.text)) for entry in shown)
        parts.append(Actions((Select("prompt.pick", "Hide, show or choose one …", choices),)))
    parts += _page_buttons(page, pages, theme)

    title = f"The deck: {len(listed)} {'prompt' if len(listed) == 1 else 'prompts'}"
    if theme:
        title += f" under “{THEME_NAMES[theme]}”"
    footer = f"Page {page + 1} of {pages}"
    hidden = sum(entry.hidden for entry in listed)
    if hidden:
        footer += f" · {hidden} hidden"
    return Card("prompt", title, tuple(parts), (footer,))


def _page_buttons(page: int, pages: int, theme: str) -> list[Part]:
    buttons = []
    if page > 0:
        buttons.append(Button("prompt.page", "Earlier ones", f"{page - 1}:{theme}"))
    if page < pages - 1:
        buttons.append(Button("prompt.page", "More", f"{page + 1}:{theme}", "main"))
    return [Actions(tuple(buttons))] if buttons else []


def deck_prompt_card(entry: DeckEntry) -> Card:
    """Show one prompt of the deck, with what an organiser can do."""
    prompt = entry.prompt
    parts = _line(entry)
    if prompt.hint:
        parts.append(Paragraph((prompt.hint,), soft=True))

    if entry.hidden:
        buttons = [Button("prompt.show", "Show it again", prompt.slug, "main")]
    else:
        buttons = [
            Button("prompt.choose", "Post it next", prompt.slug, "main"),
            Button("prompt.hide", "Hide it", prompt.slug),
        ]
    parts.append(Actions(tuple(buttons)))
    return Card("prompt", prompt.slug, tuple(parts))


def no_suggestions_card() -> Card:
    """Explain that no suggestion is waiting."""
    return note_card("All settled", "No suggestion is waiting.")


def prompt_left_out_card(
    setup: PromptChannel, due: dt.datetime, following: dt.datetime | None
) -> Card:
    """Alert organisers that a prompt was not posted because its day was over."""
    return _lines_card(
        "A prompt was left out",
        (
            "I was not running when the prompt of ",
            Instant(due, setup.zone),
            " was due in ",
            setup.mention,
            ", and by now its day is over. It stays in the deck.",
        ),
        *_due_line("Next one: ", following, setup),
        (
            CommandMention("prompt now"),
            " posts one at once.",
        ),
    )


def _lines_card(title: str, *lines: Text) -> Card:
    return Card("prompt", title, tuple(Paragraph(line) for line in lines))


def _with_buttons(card: Card, *buttons: Button) -> Card:
    return Card("prompt", card.title, (*card.parts, Actions(buttons)))


def _due_line(words: str, moment: dt.datetime | None, setup: PromptChannel) -> list[Text]:
    if moment is None:
        return []
    day = local_date(moment, setup.zone)
    moved = day_off_text(planned_date(setup.schedule, day), day)
    return [(words, Instant(moment, setup.zone), f"{moved}.")]


def _line(entry: DeckEntry) -> list[Part]:
    prompt = entry.prompt
    labels = [THEME_NAMES.get(prompt.theme, prompt.theme)]
    if prompt.season != "any":
        labels.append(prompt.season)
    if entry.hidden:
        labels.append("hidden")

    name: tuple[Node, ...] = (Bold(prompt.slug), f" · {' · '.join(labels)}")
    return [Paragraph((prompt.text,)), Paragraph(name, soft=True)]


def _waiting(number: int) -> list[Part]:
    if not number:
        return []
    words = "One suggestion is waiting" if number == 1 else f"{number} suggestions are waiting"
    return [
        Paragraph((f"{words} for you.",)),
        Actions((Button("prompt.suggestions", "Look at it", "", "quiet"),), beside=True),
    ]


def _choices(names: dict[str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(value, name) for value, name in names.items())


def _cut(words: str) -> str:
    return words if len(words) <= 70 else f"{words[:69].rstrip()}…"
