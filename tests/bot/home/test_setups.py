"""Each setup starts from what exists: it shows it, changes it, and starts no second one unseen."""

import pytest

from adapters.playground import records as playground
from adapters.playground.records import Conversation
from bot.happy_hour import records
from bot.happy_hour.rules import Poll
from tests.factories.people import make_channel
from tests.factories.polls import list_options, make_poll, make_venues
from tests.reading import (
    buttons,
    card_of,
    complaints,
    form_of,
    initial_choices,
    labels,
    text,
    value_of,
)
from tests.world import ADA, HOME, LUNCH, PROMPTS, World

DM = f"{HOME}/mingle-ada"
PROMPTED = {"cadence": "weekly", "weekday": "2", "time": "10:00", "zone": "Europe/Berlin"}
COMMANDS = ("/mingle setup", "/prompt setup", "/events digest", "/happyhour")


@pytest.fixture(autouse=True)
async def _dm(world: World) -> None:
    async with world.database.transaction() as tx:
        await playground.open_conversation(
            tx, HOME, Conversation(DM, "direct", "Mingle", "", (ADA,))
        )
    await world.load_people(HOME)


async def _set_all_up(world: World) -> None:
    await make_venues(world.database)
    await world.fill(ADA, "/mingle setup", {"channel": LUNCH})
    await world.fill(ADA, "/prompt setup", {"channel": LUNCH})
    await world.fill(ADA, "/events digest", {"channel": LUNCH})
    await make_poll(world)


@pytest.mark.parametrize("command", COMMANDS)
async def test_from_the_mingle_dm_no_channel_is_chosen_for_anybody(
    world: World, command: str
) -> None:
    form = form_of(await world.say(ADA, command, DM))
    assert initial_choices(form)["channel"] == ""
    assert "channel" in complaints(await world.submit(ADA, form, {}, DM))


@pytest.mark.parametrize("command", COMMANDS)
async def test_from_the_mingle_dm_what_runs_is_shown_and_can_be_changed(
    world: World, command: str
) -> None:
    await _set_all_up(world)
    card = card_of(await world.say(ADA, command, DM))
    assert "#lunch" in text(card)
    change = buttons(card)[0]
    form = form_of(await world.click(ADA, change.action, change.value, channel=DM))
    assert initial_choices(form).get("channel", LUNCH) == LUNCH


async def test_a_channel_chosen_in_the_dm_is_known_by_its_name(world: World) -> None:
    for command in COMMANDS[:3]:
        assert "#lunch" in text(await world.fill(ADA, command, {"channel": LUNCH}, DM))
    assert "In #lunch" in text(await world.say(ADA, "/mingle overview", DM))


@pytest.mark.parametrize(
    ("begin", "command"),
    [
        ("setup.begin", "/mingle setup"),
        ("prompt.begin", "/prompt setup"),
        ("digest.begin", "/events digest"),
    ],
)
async def test_starting_another_one_overwrites_none_that_runs(
    world: World, begin: str, command: str
) -> None:
    await _set_all_up(world)
    card = card_of(await world.say(ADA, command, DM))
    form = form_of(await world.click(ADA, begin, value_of(card, begin), channel=DM))
    assert "already" in complaints(await world.submit(ADA, form, {"channel": LUNCH}, DM))["channel"]
    assert text(await world.submit(ADA, form, {"channel": PROMPTS}, DM))


async def test_a_second_channel_is_named_beside_the_first(world: World) -> None:
    await world.fill(ADA, "/prompt setup", {"channel": LUNCH})
    second = await world.fill(ADA, "/prompt setup", {"channel": PROMPTS}, PROMPTS)
    assert "It goes on in #lunch as well." in text(second)


async def test_a_form_of_one_channel_overwrites_no_other(world: World) -> None:
    await make_channel(world, "side")
    await world.fill(ADA, "/prompt setup", {"channel": LUNCH})
    await world.fill(ADA, "/prompt setup", {"channel": PROMPTS}, PROMPTS)
    moved = await world.fill(ADA, "/prompt setup", {"channel": PROMPTS}, LUNCH)
    assert set(complaints(moved)) == {"channel"}


async def test_another_happy_hour_leaves_those_that_repeat_as_they_are(world: World) -> None:
    await make_venues(world.database)
    await make_poll(world)
    before = text(await world.say(ADA, "/happyhour polls"))
    card = card_of(await world.say(ADA, "/happyhour"))
    assert "the third Thursday of every month" in text(card)
    assert labels(card) == ["Change these", "Plan another one", "See the polls"]

    form = form_of(await world.click(ADA, "happy_hour.begin"))
    assert initial_choices(form)["repeat"] == "no"
    refused = await world.submit(ADA, form, {"channel": LUNCH, "repeat": "w2"})
    assert "already" in complaints(refused)["repeat"]
    preview = await world.submit(ADA, form, {"channel": LUNCH, "title": "Farewell"})
    await world.click(ADA, "poll.post", value_of(preview, "poll.post"))
    after = text(await world.say(ADA, "/happyhour polls"))
    assert before.splitlines()[-1] == after.splitlines()[-1]


async def test_happy_hours_that_repeat_take_another_rhythm_from_the_next_poll_on(
    world: World,
) -> None:
    await make_venues(world.database)
    poll = await make_poll(world)
    form = form_of(await world.click(ADA, "happy_hour.edit", poll.happy_hour))
    assert initial_choices(form)["repeat"] == "3"
    changed = await world.submit(ADA, form, {"repeat": "3m1", "weekday": "2"})
    assert "the first Wednesday of every third month" in text(changed)
    assert "The next poll opens" in text(changed)


@pytest.mark.parametrize(
    ("repeat", "weeks", "polls"), [("w1", 6, 5), ("w2", 8, 3), ("w4", 12, 2), ("3m3", 26, 2)]
)
async def test_happy_hours_repeat_at_any_rhythm(
    world: World, repeat: str, weeks: int, polls: int
) -> None:
    await make_venues(world.database)
    first = await make_poll(world, repeat=repeat)
    lunches = int(first.settings.lunch)
    opened = [first]
    for week in range(weeks):
        await world.pass_time(weeks=1)
        while found := await _poll(world, first.id + len(opened)):
            opened.append(found)
            lunches += found.settings.lunch
        assert len(opened) <= polls + 2, week
    assert len(opened) >= polls
    starts = []
    for one in opened:
        moments = [
            option.starts_at for option in await list_options(world, one) if option.starts_at
        ]
        assert min(moments) > one.closes_at
        starts.append(min(moments))
    assert starts == sorted(starts)
    months = {(one.lunch_at.year, one.lunch_at.month) for one in opened if one.settings.lunch}
    assert lunches == len(months)  # never two lunches of one month


async def _poll(world: World, number: int) -> Poll | None:
    async with world.database.read_transaction() as tx:
        return await records.find_poll(tx, HOME, number)
