"""Cards, forms and texts about prompts for organisers: the setup, the deck, what comes next."""

import datetime as dt
from collections.abc import Sequence

from bot.core.cadences import describe_schedule
from bot.dates.local_time import local_date
from bot.dates.recurrence import WEEKDAYS, planned_date
from bot.prompts.deck import Prompt
from bot.prompts.records import DeckEntry, PromptChannel
from bot.prompts.views.members import theme_name
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
from bot.ui.speech import mark, say, say_as, say_many
from bot.ui.text import Bold, CommandMention, Instant, Node, Text, day_off_text, tell, weekday_name

PER_PAGE = 8
CADENCE_NAMES = {
    "weekly": mark("Every week"),
    "fortnightly": mark("Every two weeks"),
    "monthly": mark("Once a month, the first such day"),
}
_SEASONS = {
    "winter": mark("winter"),
    "spring": mark("spring"),
    "summer": mark("summer"),
    "autumn": mark("autumn"),
}
_NEXT = mark("Next one: {time}{moved}.")

WHICH_CHANNEL = mark(
    "Prompts go to several channels here; please say this in the one you mean, or add channel: "
    "and its name."
)
NO_SUCH_CHANNEL = mark("Please choose a channel of this workspace.")
RUNS_THERE = mark("That channel gets prompts already. Change those, or choose another channel.")
NO_SUCH_CADENCE = mark("Please choose how often from the list.")
NO_SUCH_WEEKDAY = mark("Please choose a day from the list.")
NO_SUCH_TIME = mark("Please write a time such as 10:00.")
LAST_ONE = mark("That is the last prompt on show. Add or show another one first, then hide it.")
ONE_A_DAY = mark("That channel has had its prompt for today.")


def prompt_setup_form(channel: str, cadence: str, weekday: str, time: str, zone: str) -> Form:
    """Ask where and when prompts are posted."""
    days = tuple(Choice(str(number), weekday_name(number)) for number in range(len(WEEKDAYS)))
    return Form(
        "prompt.setup",
        say("Prompts in a channel"),
        (
            ChannelField("channel", say("Channel"), initial=channel),
            ChoiceField(
                "cadence",
                say("How often"),
                _choices(CADENCE_NAMES),
                initial=(cadence,),
                required=True,
            ),
            ChoiceField("weekday", say("On which day"), days, initial=(weekday,), required=True),
            clock_field("time", say("At what time"), time, "10:00"),
            zone_field("zone", say("In which time zone"), zone, required=True),
        ),
        intro=(
            say(
                "Each time, one small thing to do that brings people together. No prompt comes "
                "twice until all were."
            ),
        ),
    )


def prompt_channels_card(setups: Sequence[PromptChannel]) -> Card:
    """Show which channels get prompts, to whoever sets up prompts without naming one."""
    running = [
        Running(
            one.mention,
            say("paused") if one.paused else describe_schedule(one.schedule),
            Button("prompt.change", say("Change these"), str(one.id)),
        )
        for one in setups
    ]
    another = Button("prompt.begin", say("Start them in another channel"))
    return running_card("prompt", say("Prompts run already"), running, "prompt setup", another)


def prompts_set_up_card(
    setup: PromptChannel, first: dt.datetime | None, note: Text = (), also: Text = ()
) -> Card:
    """Confirm the setup of a channel; `first` is when its first prompt is due."""
    return _lines_card(
        say("Prompts are set up"),
        tell(
            "{channel} gets a prompt {schedule}.",
            channel=setup.mention,
            schedule=describe_schedule(setup.schedule),
        ),
        *_due_line(mark("The first comes {time}{moved}."), first, setup),
        *([note] if note else []),
        *([also] if also else []),
        tell(
            "{now} posts one at once, {pause} stops them.",
            now=CommandMention("prompt now"),
            pause=CommandMention("prompt pause"),
        ),
    )


def date_skipped_card(
    setup: PromptChannel, day: dt.datetime, following: dt.datetime | None
) -> Card:
    """Confirm that a date goes without a prompt."""
    return _lines_card(
        say("Skipped"),
        tell(
            "No prompt on {time} in {channel}.",
            time=Instant(day, setup.zone, "day"),
            channel=setup.mention,
        ),
        *_due_line(_NEXT, following, setup),
    )


def prompts_paused_card(setup: PromptChannel) -> Card:
    """Confirm that the prompts of a channel are paused."""
    return _lines_card(
        say("Paused"),
        tell(
            "{channel} gets no prompts until {command}. The deck remembers where it was.",
            channel=setup.mention,
            command=CommandMention("prompt resume"),
        ),
    )


def prompts_resumed_card(setup: PromptChannel, following: dt.datetime | None) -> Card:
    """Confirm that the prompts of a channel go on."""
    return _lines_card(
        say("Prompts go on"),
        *_due_line(_NEXT, following, setup),
        tell("It is for {channel}.", channel=setup.mention),
    )


def prompt_posted_card(setup: PromptChannel) -> Card:
    """Confirm that a prompt is being posted."""
    return _lines_card(
        say("Posting it now"),
        tell("It goes to {channel} and replaces today's prompt.", channel=setup.mention),
    )


def prompt_chosen_card(setup: PromptChannel, prompt: Prompt, following: dt.datetime | None) -> Card:
    """Confirm which prompt is posted next, and when."""
    due = _due_line(mark("It comes {time}{moved}."), following, setup)
    if not due:
        due = [(say("It comes first when prompts go on."),)]
    return _lines_card(say("Chosen"), tell("“{prompt}”", prompt=prompt.said), *due)


def prompt_hidden_card(prompt: Prompt) -> Card:
    """Confirm that a prompt is hidden."""
    undo = Button("prompt.show", say("Show it again"), prompt.slug)
    return _with_buttons(
        note_card(say("Hidden"), say("“{text}” won't come up.", text=prompt.said)), undo
    )


def prompt_shown_card(prompt: Prompt) -> Card:
    """Confirm that a prompt is no longer hidden."""
    return note_card(
        say("Back in the deck"), say("“{text}” may come up in its turn.", text=prompt.said)
    )


def prompt_added_card(prompt: Prompt) -> Card:
    """Confirm that a prompt was added to the deck."""
    choose = Button("prompt.choose", say("Post it next"), prompt.slug)
    hide = Button("prompt.hide", say("Hide it"), prompt.slug)
    card = note_card(
        say("In the deck"), say("“{text}” is called {slug}.", text=prompt.said, slug=prompt.slug)
    )
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
        choices = tuple(Choice(entry.prompt.slug, _cut(entry.prompt.said)) for entry in shown)
        parts.append(Actions((Select("prompt.pick", say("Hide, show or choose one …"), choices),)))
    parts += _page_buttons(page, pages, theme)

    title = say_many("The deck: {count} prompt", "The deck: {count} prompts", len(listed))
    if theme:
        title = say_many(
            "The deck: {count} prompt under “{theme}”",
            "The deck: {count} prompts under “{theme}”",
            len(listed),
            theme=theme_name(theme),
        )
    footer = say("Page {page} of {pages}", page=page + 1, pages=pages)
    hidden = sum(entry.hidden for entry in listed)
    if hidden:
        footer = " · ".join((footer, say_many("{count} hidden", "{count} hidden", hidden)))
    return Card("prompt", title, tuple(parts), (footer,))


def _page_buttons(page: int, pages: int, theme: str) -> list[Part]:
    buttons = []
    if page > 0:
        buttons.append(Button("prompt.page", say("Earlier ones"), f"{page - 1}:{theme}"))
    if page < pages - 1:
        buttons.append(Button("prompt.page", say("More"), f"{page + 1}:{theme}", "main"))
    return [Actions(tuple(buttons))] if buttons else []


def deck_prompt_card(entry: DeckEntry) -> Card:
    """Show one prompt of the deck, with what an organiser can do."""
    prompt = entry.prompt
    parts = _line(entry)
    if prompt.hint:
        parts.append(Paragraph((prompt.said_hint,), soft=True))

    if entry.hidden:
        buttons = [Button("prompt.show", say("Show it again"), prompt.slug, "main")]
    else:
        buttons = [
            Button("prompt.choose", say("Post it next"), prompt.slug, "main"),
            Button("prompt.hide", say("Hide it"), prompt.slug),
        ]
    parts.append(Actions(tuple(buttons)))
    return Card("prompt", prompt.slug, tuple(parts))


def no_suggestions_card() -> Card:
    """Explain that no suggestion is waiting."""
    return note_card(say("All settled"), say("No suggestion is waiting."))


def prompt_left_out_card(
    setup: PromptChannel, due: dt.datetime, following: dt.datetime | None
) -> Card:
    """Alert organisers that a prompt was not posted because its day was over."""
    return _lines_card(
        say("A prompt was left out"),
        tell(
            "I was not running when the prompt of {time} was due in {channel}, and by now its day "
            "is over. It stays in the deck.",
            time=Instant(due, setup.zone),
            channel=setup.mention,
        ),
        *_due_line(_NEXT, following, setup),
        tell("{command} posts one at once.", command=CommandMention("prompt now")),
    )


def _lines_card(title: str, *lines: Text) -> Card:
    return Card("prompt", title, tuple(Paragraph(line) for line in lines))


def _with_buttons(card: Card, *buttons: Button) -> Card:
    return Card("prompt", card.title, (*card.parts, Actions(buttons)))


def _due_line(message: str, moment: dt.datetime | None, setup: PromptChannel) -> list[Text]:
    if moment is None:
        return []
    day = local_date(moment, setup.zone)
    moved = day_off_text(planned_date(setup.schedule, day), day)
    return [tell(message, time=Instant(moment, setup.zone), moved=moved)]


def _line(entry: DeckEntry) -> list[Part]:
    prompt = entry.prompt
    labels = [theme_name(prompt.theme)]
    if prompt.season != "any":
        labels.append(say(_SEASONS.get(prompt.season, prompt.season)))
    if entry.hidden:
        labels.append(say_as("a prompt", "hidden"))

    name: tuple[Node, ...] = (Bold(prompt.slug), f" · {' · '.join(labels)}")
    return [Paragraph((prompt.said,)), Paragraph(name, soft=True)]


def _waiting(number: int) -> list[Part]:
    if not number:
        return []
    words = say_many(
        "One suggestion is waiting for you.", "{count} suggestions are waiting for you.", number
    )
    return [
        Paragraph((words,)),
        Actions((Button("prompt.suggestions", say("Look at it"), "", "quiet"),), beside=True),
    ]


def _choices(names: dict[str, str]) -> tuple[Choice, ...]:
    return tuple(Choice(value, say(name)) for value, name in names.items())


def _cut(words: str) -> str:
    return words if len(words) <= 70 else f"{words[:69].rstrip()}…"


def not_set_up() -> Text:
    """Refuse a command on prompts where there are none."""
    return tell(
        "There are no prompts here yet. {command} starts them; it takes a minute.",
        command=CommandMention("prompt setup"),
    )


def no_prompts_there() -> Text:
    """Refuse a channel without prompts."""
    return tell(
        "That channel gets no prompts. {command} starts them there.",
        command=CommandMention("prompt setup"),
    )


def no_such_prompt() -> Text:
    """Refuse a prompt that is not in the deck."""
    return tell(
        "I know no prompt of that name. {command} lists them all.",
        command=CommandMention("prompt deck"),
    )


def hidden() -> Text:
    """Refuse to choose a prompt that is hidden."""
    return tell(
        "That prompt is hidden. {command} brings it back, then you can choose it.",
        command=CommandMention("prompt show"),
    )


def paused() -> Text:
    """Refuse to post where prompts are paused."""
    return tell(
        "Prompts are paused in that channel. {command} starts them again.",
        command=CommandMention("prompt resume"),
    )
