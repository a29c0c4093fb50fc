"""What organisers look after, for their home page and `/mingle overview`: what needs them, and
what runs in each channel.
"""

from collections.abc import Mapping, Sequence

from bot.home.overview import Activity, ClosedChannel, Kind, Overview
from bot.pairings.views.health import troubled_parts
from bot.people.records import Person
from bot.sources.views.failures import failing_parts
from bot.ui.cards import Actions, Button, Card, Facts, Heading, Paragraph, Part
from bot.ui.crowds import Crowd, is_crowd_now
from bot.ui.speech import mark, say, say_many
from bot.ui.text import Bold, Instant, Mention, Node, Text, join_nodes, tell

_ATTENTION = mark("Needs an organiser")
_RUNS = mark("What runs here")
_NOTHING_RUNS = mark("Nothing runs here yet. Lunch rounds are a good start.")
_ALL_WELL = mark("Nothing needs you right now.")
_MAX_CHANNELS = 6  # on one page
_MAX_LISTED = 3  # channels in which something is wrong, programs and names of sources
_MAX_NAMED = 12  # organisers
_LABELS: dict[Kind, str] = {
    "rounds": mark("Next lunch round"),
    "prompts": mark("Next prompt"),
    "digest": mark("Next digest"),
    "happy_hour": mark("Next happy hour poll"),
    "poll": mark("Poll closes"),
}


def overview_parts(overview: Overview, zone: str) -> list[Part]:
    """Return what needs an organiser, and what runs in the first channels with its next date."""
    parts = _attention(overview)
    if parts:
        parts.insert(0, Heading(say(_ATTENTION)))
    parts += [Heading(say(_RUNS)), *_channels(overview, zone, 0)]
    parts += _newcomers(overview.newcomers)
    hidden = len(_by_channel(overview.activities)) - _MAX_CHANNELS
    if hidden > 0:
        more = Button("overview.page", say("See all that runs"), "0")
        text = say_many("And {count} more channel.", "And {count} more channels.", hidden)
        parts += [Paragraph((text,)), Actions((more,))]
    return parts


def overview_card(overview: Overview, zone: str, page: int) -> Card:
    """Show what needs an organiser and who organises, then what runs, a few channels a page."""
    pages = max(1, -(-len(_by_channel(overview.activities)) // _MAX_CHANNELS))
    page = min(page, pages - 1)
    parts: list[Part] = []
    if page == 0:
        attention = _attention(overview) or [Paragraph((say(_ALL_WELL),))]
        parts += [Heading(say(_ATTENTION)), *attention]
    parts += [Heading(say(_RUNS)), *_channels(overview, zone, page)]
    if page == 0 and overview.activities:
        parts += _missing(overview)
    if page == 0:
        parts += _newcomers(overview.newcomers)
    if page == 0 and overview.organisers:
        parts.append(Paragraph(_organisers_text(overview.organisers), soft=True))
    if page == 0:
        parts.append(Actions((Button("report.show", say("See last month's report")),)))
    if pages > 1:
        parts.append(Actions(tuple(_page_buttons(page, pages))))
    number: Text = (say("Page {page} of {pages}", page=page + 1, pages=pages),) if pages > 1 else ()
    return Card("note", say("How Mingle is doing here"), tuple(parts), number)


def _page_buttons(page: int, pages: int) -> list[Button]:
    buttons: list[Button] = []
    if page > 0:
        buttons.append(Button("overview.page", say("Earlier channels"), str(page - 1)))
    if page < pages - 1:
        buttons.append(Button("overview.page", say("More channels"), str(page + 1)))
    return buttons


def _organisers_text(organisers: Sequence[Person]) -> Text:
    nodes: list[Node] = [person.mention for person in organisers[:_MAX_NAMED]]
    if len(organisers) > _MAX_NAMED:
        nodes.append(say_many("{count} more", "{count} more", len(organisers) - _MAX_NAMED))
    return tell("Organisers here: {names}.", names=join_nodes(nodes))


def _attention(overview: Overview) -> list[Part]:
    parts: list[Part] = []
    shown = [*map(_closed, overview.closed), *map(_lacking, overview.lacking)]
    for listed in shown[:_MAX_LISTED]:
        parts += listed
    for program in overview.programs[:_MAX_LISTED]:
        parts += troubled_parts(program)
    for activity in overview.hostless[:_MAX_LISTED]:
        parts += _hostless(activity)
    hidden = max(0, len(shown) - _MAX_LISTED)
    if overview.matters or hidden:
        parts += _matters(overview.matters, hidden)
    if overview.sources:
        parts += failing_parts(overview.sources, _MAX_LISTED)
    if overview.suggestions:
        waits = say_many(
            "{count} suggested prompt waits for a decision.",
            "{count} suggested prompts wait for a decision.",
            overview.suggestions,
        )
        look = Button(
            "prompt.suggestions",
            say_many("Look at it", "Look at them", overview.suggestions),
        )
        parts += [
            Paragraph((waits,)),
            Actions((look,), beside=True),
        ]
    return parts


def _hostless(activity: Activity) -> list[Part]:
    words = tell(
        "The lunches in {channel} have no host: whoever was asked hasn't agreed, or has stopped.",
        channel=activity.channel,
    )
    choose = Button("program.change", say("Choose another host"), str(activity.id))
    return [Paragraph(words), Actions((choose,), beside=True)]


def newcomers_text(number: int) -> Text:
    """Return how many newcomers have a plan; nothing where that may not be told."""
    if not is_crowd_now(number):
        return ()
    return tell(
        "{number} newcomers have their first ninety days planned.",
        number=Crowd(number, moves=True),
    )


def _newcomers(number: int) -> list[Part]:
    words = newcomers_text(number)
    return [Paragraph(words, soft=True)] if words else []


def _closed(place: ClosedChannel) -> list[Part]:
    title = say("A channel is on hold.")
    if place.channel_name:
        title = say("{channel} is on hold.", channel=f"#{place.channel_name}")
    text: Text = (Bold(title), f" {say(place.why)}")
    again = Button("channel.again", say("Try again"), place.channel)
    return [Paragraph(text), Actions((again,), beside=True)]


def _lacking(place: ClosedChannel) -> list[Part]:
    title = say("Something is missing in a channel.")
    if place.channel_name:
        title = say("Something is missing in {channel}.", channel=f"#{place.channel_name}")
    text: Text = (Bold(title), f" {place.why}")
    again = Button("channel.again", say("Look again"), place.channel)
    return [Paragraph(text), Actions((again,), beside=True)]


def _matters(matters: int, hidden: int) -> list[Part]:
    waiting = []
    if matters:
        waiting.append(
            say_many(
                "{count} thing is held or set aside",
                "{count} things are held or set aside",
                matters,
            )
        )
    if hidden:
        waiting.append(
            say_many(
                "{count} more channel needs a hand", "{count} more channels need a hand", hidden
            )
        )
    words = say(" and ").join(waiting)
    return [
        Paragraph((f"{words}.",)),
        Actions((Button("health.show", say("See what it is")),), beside=True),
    ]


def _channels(overview: Overview, zone: str, page: int) -> list[Part]:
    by_channel = _by_channel(overview.activities)
    if not by_channel:
        return [Paragraph((say(_NOTHING_RUNS),)), *_missing(overview)]

    names = {person.id: person.mention for person in overview.organisers}
    first = page * _MAX_CHANNELS
    parts: list[Part] = []
    for found in list(by_channel.values())[first : first + _MAX_CHANNELS]:
        rows = [(say(_LABELS[one.kind]), _when(one, zone, names)) for one in found]
        rows += [(say("Lunch host"), _host(one, zone)) for one in found if one.host]
        parts += [Paragraph(tell("In {channel}", channel=found[0].channel)), Facts(tuple(rows))]
        parts.append(Actions(tuple(map(_button, found))))
    return parts


def _missing(overview: Overview) -> list[Part]:
    """Return a button for each thing that runs nowhere yet."""
    running = {activity.kind for activity in overview.activities}
    begin: dict[Kind, Button] = {
        "rounds": Button("setup.open", say("Set up lunch rounds"), "", "main"),
        "prompts": Button("prompt.begin", say("Set up prompts")),
        "digest": Button("digest.begin", say("Set up a digest")),
        "happy_hour": Button("happy_hour.begin", say("Plan a happy hour")),
    }
    buttons = [button for kind, button in begin.items() if kind not in running]
    return [Actions(tuple(buttons))] if buttons else []


def _by_channel(activities: Sequence[Activity]) -> dict[str, list[Activity]]:
    by_channel: dict[str, list[Activity]] = {}
    for activity in activities:
        by_channel.setdefault(activity.channel.channel, []).append(activity)
    return by_channel


def _when(activity: Activity, zone: str, names: Mapping[str, Mention]) -> Text:
    when: Text = (Instant(activity.next_at, zone),) if activity.next_at else (say("paused"),)
    if activity.organiser in names:
        return tell("{when}, organised by {who}", when=when, who=names[activity.organiser])
    return when


def _host(activity: Activity, zone: str) -> Text:
    """Return who hosts the lunches, is asked to, or that nobody does."""
    status = activity.host
    if status is None or status.host is None:
        return (say("nobody right now"),)
    if status.until:
        until = Instant(status.until, zone)
        return tell("{host}, asked until {until}", host=status.host, until=until)
    return tell("{host}; the lot draws who has lunch with them", host=status.host)


def _button(activity: Activity) -> Button:
    number = str(activity.id)
    match activity.kind:
        case "rounds":
            return Button("round.plan", say("Move or skip the round"), number)
        case "prompts":
            return Button("prompt.page", say("See the prompts"), "0:")
        case "digest" if activity.next_at is None:
            return Button("digest.resume", say("Resume the digest"), number)
        case "digest":
            return Button("digest.preview", say("Preview the digest"), number)
        case "happy_hour":
            return Button("poll.list", say("See the polls"))
        case "poll":
            return Button("question.manage", say("Change or close the poll"), number)
