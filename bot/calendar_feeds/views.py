"""Word how people subscribe to their calendar."""

from bot.events.views import parts
from bot.ui.cards import Button, Card, Facts, Heading, Paragraph, Part
from bot.ui.notices import note_card
from bot.ui.text import Bold, Instant, Link, Text

OWN_CALENDAR = "Mingle"
TABLE_TITLE = "Lunch at an open table"
LUNCH_TITLE = "Lunch with a colleague"

NOT_SERVED = (
    "Calendars are not served here yet. Whoever runs Mingle can switch them on with the setting "
    "web.public_url; "
    "until then every event comes with a calendar file."
)

IN_CHANNEL = "Please click this in the channel whose calendar you mean."

_HOW = Facts(
    (
        ("Google", ("Other calendars, +, From URL",)),
        ("Apple", ("File, New Calendar Subscription",)),
        ("Outlook", ("Add calendar, Subscribe from web",)),
    )
)
_SECRET = (
    "Whoever has the address can read the calendar, so keep it to yourself. A new one ends the old "
    "one.",
)


def channel_calendar_name(name: str) -> str:
    """Name the calendar of a channel."""
    return f"Mingle #{name}"


def calendars_card(mine: Instant | None, channel: tuple[str, Instant | None] | None) -> Card:
    """Say which calendars have an address; `channel` is given to those who may make one for it."""
    shown: list[Part] = [Paragraph(_about(mine)), parts.button_row(*_own_clicks(mine))]
    if channel:
        name, made = channel
        shown += [Heading(f"For everybody in #{name}"), Paragraph(_channel_about(made))]
        shown.append(parts.button_row(*_channel_clicks(made)))
    return Card("table", "Your calendar, always up to date", tuple(shown))


def calendar_address_card(url: str, *, channel: str = "") -> Card:
    """Tell somebody the address of a calendar, this once."""
    whose = f"#{channel}" if channel else "you"
    words = Paragraph((Bold(url),))
    title = f"The calendar for {whose}"
    copy = Paragraph(("Copy this address into your calendar program:",))
    end = Paragraph(
        (
            Link(url, "Look at it"),
            " · I can't show the address again; “/mingle calendar” makes a new one.",
        )
    )
    secret = (
        ("Whoever has the address can read the events of the channel.",) if channel else _SECRET
    )
    return Card("table", title, (copy, words, _HOW, end), secret)


def calendar_ended_card(*, was: bool) -> Card:
    """Confirm that an address leads nowhere now."""
    return note_card(
        "Switched off",
        "The address leads nowhere now." if was else "There was no address to switch off.",
    )


def _about(mine: Instant | None) -> Text:
    if mine is None:
        return (
            "One address, and each event you go to, table you sit at and lunch I propose is in "
            "your calendar.",
        )
    return (
        "You have an address since ",
        mine,
        ". I keep only its fingerprint, so I can't show it again.",
    )


def _own_clicks(mine: Instant | None) -> list[Button]:
    if mine is None:
        return [Button("calendar.new", "Make my address", style="main")]
    return [Button("calendar.new", "Make a new address"), Button("calendar.off", "Switch it off")]


def _channel_about(made: Instant | None) -> Text:
    if made is None:
        return ("An address with all events of this channel, for you to share here.",)
    return ("There is an address since ", made, ". A new one ends it for everybody who uses it.")


def _channel_clicks(made: Instant | None) -> list[Button]:
    label = "Make an address" if made is None else "Make a new address"
    clicks = [Button("calendar.channel_new", label)]
    return [*clicks, Button("calendar.channel_off", "Switch it off")] if made else clicks
