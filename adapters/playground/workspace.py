"""Fill the playground with colleagues, channels and habits: the same ones every time."""

import secrets
from collections.abc import Mapping
from functools import cache
from typing import Any

from adapters.playground import records
from adapters.playground.form_autofill import initial_values
from adapters.playground.listen import PlaygroundListener
from adapters.playground.records import Colleague, Conversation
from adapters.playground.sample_sites import CITY_TECH, DESIGN, LIBRARY
from adapters.playground.seed_data import load_seed_data
from bot.core.platform import MessageRef
from bot.core.router import Answer, OpenForm, Reply
from bot.store.engine import Transaction
from bot.store.playground import playground_colleague
from bot.ui.cards import Actions

WORKSPACE = "playground"
PEOPLE_COUNT = 26
LUNCH_CHANNEL = f"{WORKSPACE}/lunch"
PROMPTS_CHANNEL = f"{WORKSPACE}/prompts"
GENERAL_CHANNEL = f"{WORKSPACE}/general"
FOLLOWED_SITES = (CITY_TECH, DESIGN, LIBRARY)  # the sites that Mingle looks at from the first day
NEWCOMER = Colleague(f"{WORKSPACE}/sam-rivera", "Sam Rivera", "Europe/Berlin", colour="#46536b")
ZONES = {"Berlin": "Europe/Berlin", "Leeds": "Europe/London", "Lisbon": "Europe/Lisbon"}
COLOURS = ("#2a6f9e", "#0e6f66", "#8f5a0a", "#a03a6e", "#6a4fa3", "#3f6b2c", "#a33b2a", "#46536b")
CHANNELS = (
    ("lunch", "Lunch pairings and open tables"),
    ("prompts", "One small invitation a week"),
    ("general", "Anything else; Mingle does not read along"),
)
DEFAULT_HABITS = {
    "joins": 0.96,
    "fills": 0.9,  # writes a profile when joining
    "skips": 0.08,  # a round
    "meets": 0.82,
    "cannot": 0.06,
    "rescued": 0.7,  # lets Mingle look for somebody else
    "answers": 0.88,  # a check-in
    "stays": 0.8,  # when asked after a long silence
    "learns": 0.3,  # shares what came of a meeting
    "sits": 0.1,  # takes a seat when a table is open, and gives each answer to an event
    "shows": 0.6,  # lets others see that they come to an event
    "votes": 0.45,  # for each thing that a poll offers
    "merges": 0.6,  # two half-empty tables
    "opens": 0.06,  # a table, in a week
    "does": 0.2,  # the prompt: says so
    "did": 0.1,  # ... and did it
    "suggests": 0.01,  # a prompt, in a week
}


@cache
def simulated_roster(
    people: int = PEOPLE_COUNT, absent: float | None = None
) -> tuple[Colleague, ...]:
    """Give so many simulated colleagues.

    `absent` is how likely each skips a round, instead of their own habit.
    """
    data = load_seed_data()
    drawn = [dict(data["colleague"][index % len(data["colleague"])]) for index in range(people)]
    for index in range(len(data["colleague"]), people):
        drawn[index] |= {"name": _name(data, index), "organiser": False, "habits": {}}
    return tuple(_colleague(index, row, absent) for index, row in enumerate(drawn))


async def seed_workspace(
    tx: Transaction, people: int = PEOPLE_COUNT, absent: float | None = None, newcomer: bool = True
) -> None:
    """Write colleagues and channels down, once."""
    everyone = [*simulated_roster(people, absent), *([NEWCOMER] if newcomer else [])]
    for colleague in everyone:
        await _settle_in(tx, colleague)
    ids = tuple(colleague.id for colleague in everyone)
    for name, topic in CHANNELS:
        await records.open_conversation(
            tx, WORKSPACE, Conversation(f"{WORKSPACE}/{name}", "channel", name, topic, ids)
        )


async def set_up_features(listener: PlaygroundListener, zone: str) -> None:
    """Let an organiser set lunch pairings and prompts up, as anybody would: by typing the
    commands."""
    for channel, line in ((LUNCH_CHANNEL, "/mingle setup"), (PROMPTS_CHANNEL, "/prompt setup")):
        await submit_command(
            listener, channel, line, {"channel": channel, "zone": zone}, f"save {channel}"
        )


async def plan_happy_hours(listener: PlaygroundListener) -> None:
    """Let an organiser write down where to go, and ask the town when and where, every month."""
    for place in load_seed_data()["venue"]:
        good = tuple(name for name in ("step_free", "quiet", "alcohol_free") if place.get(name))
        words = {name: str(place[name]) for name in ("capacity", "price")} | {
            "diets": ", ".join(place["diets"])
        }
        await submit_command(
            listener,
            GENERAL_CHANNEL,
            "/venues add",
            place | words | {"has": good},
            f"save {place['name']}",
        )
    preview = await submit_command(
        listener,
        GENERAL_CHANNEL,
        "/happyhour",
        {"channel": GENERAL_CHANNEL},
        repeatable_id("save happy hour"),
    )
    assert isinstance(preview, Reply)
    shown = (
        item for part in preview.card.parts if isinstance(part, Actions) for item in part.items
    )
    post = next(item for item in shown if item.action == "poll.post")
    who = await find_organiser(listener)
    await listener.handle_click(
        who,
        MessageRef(GENERAL_CHANNEL, "0"),
        post.action,
        post.value,
        "post happy hour",
        alone=True,
    )


async def follow_sites(listener: PlaygroundListener) -> None:
    """Let an organiser name sites that tell what is on in town, and have a channel told of it on
    Mondays."""
    for site in FOLLOWED_SITES:
        await listener.handle_line(
            await find_organiser(listener),
            GENERAL_CHANNEL,
            f"/events add {site}",
            repeatable_id(site),
            alone=True,
        )
    await submit_command(
        listener, GENERAL_CHANNEL, "/events digest", {"channel": GENERAL_CHANNEL}, "save digest"
    )


async def submit_command(
    listener: PlaygroundListener,
    channel: str,
    line: str,
    given: Mapping[str, Any],
    interaction_id: str,
) -> Answer:
    """Type a command, anew at each start, and save its form.

    Whoever was stopped between the two can still save.
    """
    who = await find_organiser(listener)
    answer = await listener.handle_line(who, channel, line, repeatable_id(line), alone=True)
    if not isinstance(answer, OpenForm):  # what it sets up stands already
        return answer
    fields = {**initial_values(answer.form), **given}
    return await listener.handle_submission(
        who, channel, answer.form, fields, interaction_id, alone=True
    )


def repeatable_id(interaction_id: str) -> str:
    """Name a gesture that may be made again."""
    return f"{interaction_id} {secrets.token_hex(8)}"


async def find_organiser(listener: PlaygroundListener) -> str:
    """Give somebody who may set things up."""
    return next(
        who.id for who in (await listener.playground.colleagues_by_id()).values() if who.organiser
    )


async def _settle_in(tx: Transaction, who: Colleague) -> None:
    await tx.insert_or_ignore(
        playground_colleague,
        workspace=WORKSPACE,
        person=who.id,
        name=who.name,
        zone=who.zone,
        organiser=who.organiser,
        colour=who.colour,
        simulated=who.simulated,
        profile=who.profile,
        habits=who.habits,
    )


def _colleague(index: int, row: dict[str, Any], absent: float | None) -> Colleague:
    habits = DEFAULT_HABITS | row.get("habits", {})
    if absent is not None:
        habits |= {"skips": absent, "joins": 1.0}
    return Colleague(
        id=f"{WORKSPACE}/{name_slug(row['name'])}",
        name=row["name"],
        zone=ZONES[row["office"]],
        organiser=row.get("organiser", False),
        colour=COLOURS[index % len(COLOURS)],
        simulated=True,
        profile=_profile(row),
        habits=habits,
    )


def _profile(row: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    return {
        "team": (row["team"],),
        "manager": (row["manager"],),
        "office": (row["office"],),
        "interests": tuple(row["interests"]),
        "offers": (row["offers"],),
        "wants": (row["wants"],),
        "slots": tuple(f"{day}-1230" for day in row["days"]),
        "mode": ("either",),
    }


def _name(data: dict[str, Any], index: int) -> str:
    # Steps that share no divisor with the lengths: first and last names meet once each before they
    # meet again.
    return (
        f"{data['first'][index % len(data['first'])]} "
        f"{data['last'][(index * 5) % len(data['last'])]}"
    )


def name_slug(name: str) -> str:
    """Make an id of a name."""
    return "-".join(name.casefold().split())
