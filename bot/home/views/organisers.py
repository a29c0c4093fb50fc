"""The organisers' part of the home page: what needs them, and what runs in each channel."""

from collections.abc import Sequence

from bot.home.overview import Activity, ClosedChannel, Kind, Overview, TroubledProgram
from bot.pairings.views.health import TROUBLE_TEXTS
from bot.ui.cards import Actions, Button, Facts, Heading, Paragraph, Part
from bot.ui.text import Bold, Instant, Text

_ATTENTION = "Needs an organiser"
_RUNS = "What runs here"
_NOTHING_RUNS = "Nothing runs here yet. Lunch rounds are a good start."
_MAX_CHANNELS = 6
_MAX_LISTED = 3  # closed channels, programs and names of sources
_LABELS: dict[Kind, str] = {
    "rounds": "Next lunch round",
    "prompts": "Next prompt",
    "digest": "Next digest",
    "happy_hour": "Next happy hour poll",
}


def overview_parts(overview: Overview, zone: str) -> list[Part]:
    """Return what needs an organiser, and what runs in each channel with its next date."""
    parts = _attention(overview)
    if parts:
        parts.insert(0, Heading(_ATTENTION))
    return [*parts, Heading(_RUNS), *_channels(overview.activities, zone)]


def _attention(overview: Overview) -> list[Part]:
    parts: list[Part] = []
    for place in overview.closed[:_MAX_LISTED]:
        parts += _closed(place)
    for program in overview.programs[:_MAX_LISTED]:
        parts += _troubled(program)
    hidden = max(0, len(overview.closed) - _MAX_LISTED)
    if overview.matters or hidden:
        parts += _matters(overview.matters, hidden)
    if overview.sources:
        parts += _sources(overview.sources)
    if overview.suggestions:
        what = _count(overview.suggestions, "suggested prompt waits", "suggested prompts wait")
        look = Button(
            "prompt.suggestions", "Look at it" if overview.suggestions == 1 else "Look at them"
        )
        parts += [Paragraph((f"{what} for a decision.",)), Actions((look,))]
    return parts


def _closed(place: ClosedChannel) -> list[Part]:
    name = f"#{place.channel_name}" if place.channel_name else "A channel"
    text: Text = (Bold(f"{name} is on hold."), f" {place.why_closed}")
    again = Button("channel.again", "Try again", place.channel)
    return [Paragraph(text), Actions((again,))]


def _troubled(troubled: TroubledProgram) -> list[Part]:
    number = str(troubled.program.id)
    what = " ".join(TROUBLE_TEXTS[kind] for kind in troubled.troubles)
    text: Text = ("The lunches in ", troubled.program.channel_mention, f" need you. {what}")
    buttons = (
        Button("program.invite", "Invite the channel again", number),
        Button("program.change", "Change how often or the size", number),
    )
    return [Paragraph(text), Actions(buttons)]


def _matters(matters: int, hidden: int) -> list[Part]:
    waiting = []
    if matters:
        waiting.append(
            _count(matters, "thing is held or set aside", "things are held or set aside")
        )
    if hidden:
        waiting.append(_count(hidden, "more channel is on hold", "more channels are on hold"))
    words = " and ".join(waiting)
    return [Paragraph((f"{words}.",)), Actions((Button("health.show", "See what it is"),))]


def _sources(names: Sequence[str]) -> list[Part]:
    shown = ", ".join(names[:_MAX_LISTED])
    more = f" and {len(names) - _MAX_LISTED} more" if len(names) > _MAX_LISTED else ""
    text = f"I can't read these sources of events any more: {shown}{more}."
    if len(names) == 1:
        text = f"I can't read this source of events any more: {shown}."
    return [Paragraph((text,)), Actions((Button("source.page", "See the sources", "0"),))]


def _channels(activities: Sequence[Activity], zone: str) -> list[Part]:
    if not activities:
        begin = Button("setup.open", "Set up lunch rounds", "", "main")
        return [Paragraph((_NOTHING_RUNS,)), Actions((begin,))]

    by_channel: dict[str, list[Activity]] = {}
    for activity in activities:
        by_channel.setdefault(activity.channel.channel, []).append(activity)
    parts: list[Part] = []
    for found in list(by_channel.values())[:_MAX_CHANNELS]:
        rows = [(_LABELS[one.kind], _when(one, zone)) for one in found]
        parts += [Paragraph(("In ", found[0].channel)), Facts(tuple(rows))]
        parts.append(Actions(tuple(map(_button, found))))
    hidden = len(by_channel) - _MAX_CHANNELS
    if hidden > 0:
        parts.append(Paragraph((f"And {_count(hidden, 'more channel', 'more channels')}.",)))
    return parts


def _when(activity: Activity, zone: str) -> Text:
    return (Instant(activity.next_at, zone),) if activity.next_at else ("paused",)


def _button(activity: Activity) -> Button:
    number = str(activity.id)
    match activity.kind:
        case "rounds":
            return Button("round.plan", "Move or skip the round", number)
        case "prompts":
            return Button("prompt.page", "See the prompts", "0:")
        case "digest" if activity.next_at is None:
            return Button("digest.resume", "Resume the digest", number)
        case "digest":
            return Button("digest.preview", "Preview the digest", number)
        case "happy_hour":
            return Button("poll.list", "See the polls")


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
