"""The seed of the playground: the same colleagues, channels and settings every time.

Settings are made by typing commands, as anybody would.
"""

import math
import secrets
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from adapters.playground import records
from adapters.playground.form_autofill import initial_values
from adapters.playground.listen import PlaygroundListener
from adapters.playground.records import Colleague, Conversation
from adapters.playground.seed_data import load_seed_data
from adapters.playground.town_events import CITY_TECH, DESIGN, LIBRARY
from bot.core.interactions import Answer, OpenForm, Reply
from bot.core.platform import MessageRef
from bot.people.profile_fields import PROFILE_FIELDS
from bot.store.engine import Transaction
from bot.store.playground import playground_colleague
from bot.ui.cards import Actions, Button, Card, ChoiceField, Select
from bot.ui.speech import mark

WORKSPACE = "playground"
PEOPLE_COUNT = 26
LUNCH_CHANNEL = f"{WORKSPACE}/lunch"
PROMPTS_CHANNEL = f"{WORKSPACE}/prompts"
GENERAL_CHANNEL = f"{WORKSPACE}/general"
FOLLOWED_SITES = (CITY_TECH, DESIGN, LIBRARY)  # sources from the first day on
NEWCOMER = Colleague(f"{WORKSPACE}/sam-rivera", "Sam Rivera", "Europe/Berlin", colour="#46536b")
VENUE_FEATURES = ("step_free", "quiet", "alcohol_free")
ZONES = {"Berlin": "Europe/Berlin", "Leeds": "Europe/London", "Lisbon": "Europe/Lisbon"}
COLOURS = ("#2a6f9e", "#0e6f66", "#8f5a0a", "#a03a6e", "#6a4fa3", "#3f6b2c", "#a33b2a", "#46536b")
CHANNELS = (
    ("lunch", mark("Lunch pairings and open tables")),
    ("prompts", mark("One small invitation a week")),
    ("general", mark("Anything else; Mingle does not read along")),
)
# The chance of each, for one occasion where nothing else is said.
DEFAULT_HABITS = {
    "joins": 0.96,
    "fills": 0.9,  # writes a profile when joining
    "skips": 0.08,  # a round
    "meets": 0.82,
    "cannot": 0.06,
    "rescued": 0.7,  # lets Mingle look for somebody else
    "answers": 0.88,  # a check-in
    "stays": 0.8,  # when asked after a long silence
    "learns": 0.3,  # shares a learning after a meeting
    "sits": 0.1,  # takes a seat at an open table; gives each answer to an event
    "shows": 0.6,  # lets others see that they come to an event
    "votes": 0.45,  # for each option of a poll
    "merges": 0.6,  # two half-empty tables
    "opens": 0.06,  # a table, in a week
    "does": 0.2,  # says that they will do the prompt
    "did": 0.1,  # says that they did it
    "suggests": 0.01,  # a prompt, in a week
}


@cache
def simulated_roster(
    people: int = PEOPLE_COUNT, absent: float | None = None
) -> tuple[Colleague, ...]:
    """Return this many simulated colleagues; beyond the seed data, rows repeat with new names.

    `absent` is the chance that each skips a round, instead of their own habit.
    """
    data = load_seed_data()
    rows = data["colleague"]
    roster = []
    for index in range(people):
        row = rows[index % len(rows)]
        if index >= len(rows):
            row = row | {"name": make_name(data, index), "organiser": False, "habits": {}}
        roster.append(_colleague(index, row, absent))
    return tuple(roster)


async def seed_workspace(
    tx: Transaction, people: int = PEOPLE_COUNT, absent: float | None = None, newcomer: bool = True
) -> None:
    """Insert colleagues and channels, unless they exist."""
    everyone = list(simulated_roster(people, absent))
    if newcomer:
        everyone.append(NEWCOMER)
    await insert_everyone(tx, everyone)


async def insert_everyone(tx: Transaction, everyone: Sequence[Colleague]) -> None:
    """Insert these colleagues, and the channels with all of them, unless they exist."""
    for colleague in everyone:
        await insert_colleague(tx, WORKSPACE, colleague)

    ids = tuple(colleague.id for colleague in everyone)
    for name, topic in CHANNELS:
        await records.open_conversation(
            tx, WORKSPACE, Conversation(f"{WORKSPACE}/{name}", "channel", name, topic, ids)
        )


async def set_up_features(listener: PlaygroundListener, zone: str) -> None:
    """Set up lunch pairings and prompts as an organiser."""
    for channel, line in ((LUNCH_CHANNEL, "/mingle setup"), (PROMPTS_CHANNEL, "/prompt setup")):
        fields = {"channel": channel, "zone": zone}
        await submit_command(listener, channel, line, fields, f"save {channel}")


async def plan_happy_hours(listener: PlaygroundListener) -> None:
    """Add venues, and post a poll for a monthly happy hour, as an organiser."""
    for venue in load_seed_data()["venue"]:
        fields = venue | {
            "capacity": str(venue["capacity"]),
            "price": str(venue["price"]),
            "diets": ", ".join(venue["diets"]),
            "has": tuple(feature for feature in VENUE_FEATURES if venue.get(feature)),
        }
        await submit_command(
            listener, GENERAL_CHANNEL, "/venues add", fields, f"save {venue['name']}"
        )

    preview = await submit_command(
        listener,
        GENERAL_CHANNEL,
        "/happyhour",
        {"channel": GENERAL_CHANNEL},
        repeatable_id("save happy hour"),
    )
    assert isinstance(preview, Reply)
    post = next((item for item in card_actions(preview.card) if item.action == "poll.post"), None)
    if post is None:  # happy hours run already
        return
    await listener.handle_click(
        await find_organiser(listener),
        MessageRef(GENERAL_CHANNEL, "0"),
        post.action,
        post.value,
        "post happy hour",
        alone=True,
    )


async def follow_sites(listener: PlaygroundListener) -> None:
    """Add event sources, and set up a weekly digest in a channel, as an organiser."""
    organiser = await find_organiser(listener)
    for site in FOLLOWED_SITES:
        await listener.handle_line(
            organiser, GENERAL_CHANNEL, f"/events add {site}", repeatable_id(site), alone=True
        )
    await submit_command(
        listener, GENERAL_CHANNEL, "/events digest", {"channel": GENERAL_CHANNEL}, "save digest"
    )


async def agree_to_be_named(listener: PlaygroundListener) -> None:
    """Have colleagues agree to be named for what they can show others; every third would not."""
    colleagues = await listener.playground.colleagues_by_id()
    able = [who.id for who in colleagues.values() if who.simulated and "offers" in who.profile]
    for place, person in enumerate(able):
        if place % 3 < 2:
            await listener.handle_click(
                person,
                MessageRef(GENERAL_CHANNEL, "0"),
                "who.name",
                "me",
                f"agree {person}",
                alone=True,
            )


async def agree_to_swap(listener: PlaygroundListener, number: int) -> None:
    """Have every fifth colleague agree to be introduced to somebody of another company."""
    colleagues = await listener.playground.colleagues_by_id()
    simulated = [who for who in colleagues.values() if who.simulated]
    for place, who in enumerate(simulated[::5]):
        opened = await listener.handle_click(
            who.id,
            MessageRef(GENERAL_CHANNEL, "0"),
            "swap.open",
            str(number),
            repeatable_id(f"swap {who.id}"),
            alone=True,
        )
        if not isinstance(opened, OpenForm):
            continue
        field = next(one for one in opened.form.fields if isinstance(one, ChoiceField))
        given = {
            **initial_values(opened.form),
            "field": field.choices[place % len(field.choices)].value,
            "topic": "any",
        }
        await listener.handle_submission(
            who.id, GENERAL_CHANNEL, opened.form, given, f"swapped {who.id}", alone=True
        )


async def submit_command(
    listener: PlaygroundListener,
    channel: str,
    line: str,
    given: Mapping[str, Any],
    interaction_id: str,
) -> Answer:
    """Type a command as an organiser and submit its form; return the last answer.

    The command has a new id each time, the form always `interaction_id`: after a stop between the
    two, the next start submits the form, and only once.
    """
    who = await find_organiser(listener)
    answer = await listener.handle_line(who, channel, line, repeatable_id(line), alone=True)
    if not isinstance(answer, OpenForm):  # it is set up already
        return answer
    fields = {**initial_values(answer.form), **given}
    return await listener.handle_submission(
        who, channel, answer.form, fields, interaction_id, alone=True
    )


def repeatable_id(interaction_id: str) -> str:
    """Return a new id, for an interaction that may be repeated."""
    return f"{interaction_id} {secrets.token_hex(8)}"


async def find_organiser(listener: PlaygroundListener) -> str:
    """Return the first organiser's id."""
    colleagues = (await listener.playground.colleagues_by_id()).values()
    return next(who.id for who in colleagues if who.organiser)


def card_actions(card: Card) -> Iterator[Button | Select]:
    """Yield the buttons and menus of a card."""
    for part in card.parts:
        if isinstance(part, Actions):
            yield from part.items


async def insert_colleague(tx: Transaction, workspace: str, who: Colleague) -> None:
    """Insert a colleague into a workspace, unless they exist."""
    await tx.insert_or_ignore(
        playground_colleague,
        workspace=workspace,
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
    """Return how a colleague fills in the profile form; the zone follows from the office."""
    answers = {}
    for field in PROFILE_FIELDS:
        if field.name in row:
            answer = row[field.name]
            answers[field.name] = (answer,) if isinstance(answer, str) else tuple(answer)
    return {**answers, "slots": tuple(f"{day}-1230" for day in row["days"]), "mode": ("either",)}


def make_name(data: dict[str, Any], index: int) -> str:
    """Return a name from the lists of first and last names, no two alike.

    The step of 5 shares no divisor with the lengths, so all pairs come before one repeats; those
    that do have a number.
    """
    first, last = data["first"], data["last"]
    name = f"{first[index % len(first)]} {last[(index * 5) % len(last)]}"
    namesakes = index // math.lcm(len(first), len(last))
    return f"{name} {namesakes + 1}" if namesakes else name


def name_slug(name: str) -> str:
    """Return a name as part of an id: "tom-becker"."""
    return "-".join(name.casefold().split())
