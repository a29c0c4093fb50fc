"""Texts and cards about calendar feeds."""

from bot.events.views.parts import button_row
from bot.ui.cards import Button, Card, Facts, Form, Heading, Paragraph, Part, TextField
from bot.ui.notices import note_card
from bot.ui.speech import mark, say
from bot.ui.text import Bold, CommandMention, Instant, Link, Text, tell

OWN_CALENDAR = "Mingle"
TABLE_TITLE = mark("Lunch at an open table")
LUNCH_TITLE = mark("Lunch with a colleague")
CALL_TITLE = mark("Call with a colleague")

NOT_SERVED = mark(
    "Calendars are not served here yet. Whoever runs Mingle can switch them on with the "
    "setting web.public_url; until then every event comes with a calendar file."
)

NO_CALENDAR_ADDRESS = mark(
    "I can't read that as a web address. It begins with https:// and usually ends in .ics."
)
NO_KEY = mark(
    "I have no key to keep an address safe with. Whoever runs me can set one (database.keys); "
    "then it works."
)
IN_CHANNEL = mark("Please click this in the channel whose calendar you mean.")

_SECRET = mark(
    "Whoever has the address can read the calendar, so keep it to yourself. A new one ends "
    "the old one."
)
_SECRET_OF_CHANNEL = mark("Whoever has the address can read the events of the channel.")
RESTED = mark(
    "Nothing read your calendar for half a year, so its address is switched off. If you still "
    "want it in your calendar, make a new one."
)
_OFFER = mark(
    "One address, and each event you go to, table you sit at and lunch you agree on is in "
    "your calendar."
)


def channel_calendar_name(name: str) -> str:
    """Return the name of a channel's calendar."""
    return f"Mingle #{name}"


def calendars_card(
    own: Instant | None, channel: tuple[str, Instant | None] | None, *, rested: bool = False
) -> Card:
    """Show since when calendars have addresses; `channel` is for those who may make one for it.

    `rested`: the own address is void, as nobody read it.
    """
    text: Text = (say(RESTED),) if rested else _own_text(own)
    shown: list[Part] = [Paragraph(text), button_row(*_own_buttons(own))]
    if channel:
        name, made = channel
        shown += [
            Heading(say("For everybody in #{name}", name=name)),
            Paragraph(_channel_text(made)),
        ]
        shown.append(button_row(*_channel_buttons(made)))
    return Card("table", say("Your calendar, always up to date"), tuple(shown))


def calendar_address_card(url: str, *, channel: str = "") -> Card:
    """Show the address of a calendar, once: it is not stored."""
    title, secret = say("The calendar for you"), say(_SECRET)
    if channel:
        title, secret = say("The calendar for #{channel}", channel=channel), say(_SECRET_OF_CHANNEL)
    again = tell(
        "I can't show the address again; {calendar} makes a new one.",
        calendar=CommandMention("mingle calendar"),
    )
    parts = (
        Paragraph((say("Copy this address into your calendar program:"),)),
        Paragraph((Bold(url),)),
        _how_to_subscribe(),
        Paragraph((Link(url, say("Look at it")), " · ", *again)),
    )
    return Card("table", title, parts, (secret,))


def _how_to_subscribe() -> Facts:
    return Facts(
        (
            ("Google", (say("Other calendars, +, From URL"),)),
            ("Apple", (say("File, New Calendar Subscription"),)),
            ("Outlook", (say("Add calendar, Subscribe from web"),)),
        )
    )


def busy_form() -> Form:
    """Ask for the private address of somebody's calendar."""
    hint = say(
        "Google: Secret address in iCal format. Outlook: Publish calendar, ICS. It ends in .ics."
    )
    field = TextField(
        "address",
        say("Private address"),
        hint,
        limit=2000,
        required=True,
        example="https://calendar.example/private-0123/basic.ics",
    )
    return Form(
        "busy.save",
        say("When you are busy"),
        (field,),
        intro=(
            say(
                "I read when you are busy, so that I propose no such time. What with, and with "
                "whom, I never keep, and nobody sees the address."
            ),
        ),
    )


def busy_calendar_card() -> Card:
    """Show that a calendar is read, with the button that ends it."""
    text = say(
        "I read when you are busy every few hours, and propose other times. What with, I "
        "never keep."
    )
    buttons = button_row(
        Button("busy.change", say("Change the address")),
        Button("busy.forget", say("Forget my calendar"), style="danger"),
    )
    return Card("table", say("Your busy times"), (Paragraph((text,)), buttons))


def busy_saved_card() -> Card:
    """Confirm the address of a calendar without repeating it."""
    text = say("I'll read your busy times in a moment, and propose times when you are free.")
    forget = button_row(Button("busy.forget", say("Forget my calendar"), style="danger"))
    return Card("table", say("This stays between us"), (Paragraph((text,)), forget))


def busy_forgotten_card(*, was: bool) -> Card:
    """Confirm that a calendar and its busy times are gone."""
    words = say("I had no calendar of yours.")
    if was:
        words = say("The address and all that I read are gone.")
    return note_card(say("Forgotten"), words)


def channel_calendar_ended_card(name: str) -> Card:
    """Return the news for organisers that a channel's calendar has no address any more."""
    return note_card(
        say("The calendar address of #{name} has ended", name=name),
        tell(
            "Whoever made it has left, and could still have read it. Type {calendar} in #{name} "
            "for a new one, and share it with those who subscribed.",
            calendar=CommandMention("mingle calendar"),
            name=name,
        ),
    )


def calendar_ended_card(*, was: bool) -> Card:
    """Confirm that an address is void."""
    words = say("There was no address to switch off.")
    if was:
        words = say("The address leads nowhere now.")
    return note_card(say("Switched off"), words)


def _own_text(own: Instant | None) -> Text:
    if own is None:
        return (say(_OFFER),)
    return tell(
        "You have an address since {time}. I keep only its fingerprint, so I can't show it again.",
        time=own,
    )


def _own_buttons(own: Instant | None) -> list[Button]:
    if own is None:
        return [Button("calendar.new", say("Make my address"), style="main")]
    return [
        Button("calendar.new", say("Make a new address")),
        Button("calendar.off", say("Switch it off")),
    ]


def _channel_text(made: Instant | None) -> Text:
    if made is None:
        return (say("An address with all events of this channel, for you to share here."),)
    return tell(
        "There is an address since {time}. A new one ends it for everybody who uses it.", time=made
    )


def _channel_buttons(made: Instant | None) -> list[Button]:
    if made is None:
        return [Button("calendar.channel_new", say("Make an address"))]
    return [
        Button("calendar.channel_new", say("Make a new address")),
        Button("calendar.channel_off", say("Switch it off")),
    ]
