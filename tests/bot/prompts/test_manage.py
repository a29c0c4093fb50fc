"""Look after prompts as an organiser does."""

from datetime import UTC, date, datetime

import pytest

from bot.attention.records import decide_messages
from bot.attention.rules import Send
from bot.core.tables import occurrence, outbox_message
from bot.prompts.deck import DECK
from bot.prompts.tables import posting, prompt_channel
from bot.store.engine import Database
from tests.factories.prompts import ODA, SETUP, curious_world
from tests.reading import buttons, choices, complaint, form_of, initial_choices, text
from tests.world import ADA, HOME, PROMPTS, SIDE, World

COMMANDS = ("setup", "add", "deck", "hide", "show", "skip", "pause", "resume", "next", "now")
FIRST = DECK[0]


async def planned(world: World) -> list[date]:
    return [row.local_date for row in await world.select_all(occurrence) if row.state == "waiting"]


async def test_setup_plans_the_first_wednesday_at_ten(world: World) -> None:
    rows = [(f"{row.subject}", row.due) for row in await world.select_all(occurrence)]
    assert rows == [("prompt-channel:1", datetime(2026, 3, 11, 9, 0, tzinfo=UTC))]


async def test_setup_opens_with_the_usual_and_then_with_what_stands(world: World) -> None:
    fresh = form_of(await world.command(ODA, "prompt setup", channel=SIDE))
    assert list(initial_choices(fresh).values())[1:] == [
        "weekly",
        "2",
        "10:00",
        "Europe/Berlin",
    ]
    await world.submit(
        ODA, "prompt.setup", {**SETUP, "cadence": "monthly", "weekday": "4", "time": "9.30"}
    )
    again = form_of(await world.command(ODA, "prompt setup"))
    assert list(initial_choices(again).values())[1:] == [
        "monthly",
        "4",
        "09:30",
        "Europe/Berlin",
    ]


async def test_setting_up_on_the_day_begins_that_day_if_its_hour_has_not_come(world: World) -> None:
    world.now = datetime(2026, 3, 11, 8, 59, tzinfo=UTC)
    await world.submit(ODA, "prompt.setup", {**SETUP, "channel": SIDE})
    world.now = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)
    await world.submit(ODA, "prompt.setup", {**SETUP, "channel": "acme/third"})
    assert await planned(world) == [date(2026, 3, 11), date(2026, 3, 11), date(2026, 3, 18)]


async def test_setting_up_again_after_todays_prompt_does_not_post_another(world: World) -> None:
    await world.pass_time(days=2)
    await world.submit(ODA, "prompt.setup", {**SETUP, "time": "16:00"})
    assert await planned(world) == [date(2026, 3, 18)]
    await world.pass_time(hours=9)
    assert len(await world.select_all(posting)) == 1


async def test_every_second_week_stays_the_same_second_week_when_saved_again(world: World) -> None:
    await world.submit(ODA, "prompt.setup", {**SETUP, "cadence": "fortnightly"})
    await world.pass_time(days=8)
    await world.submit(ODA, "prompt.setup", {**SETUP, "cadence": "fortnightly", "time": "11:00"})
    assert await planned(world) == [date(2026, 3, 25)]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"channel": ""}, "choose a channel"),
        ({"channel": "other/elsewhere"}, "choose a channel"),
        ({"channel": "W" * 10_000}, "choose a channel"),
        ({"cadence": "hourly"}, "how often from the list"),
        ({"weekday": "7"}, "day from the list"),
        ({"weekday": "someday"}, "day from the list"),
        ({"time": "19:61"}, "time such as 10:00"),
        ({"time": "\u202e🍜"}, "time such as 10:00"),
        ({"time": "x" * 10_000}, "time such as 10:00"),
        ({"zone": "Europe/Berln"}, "Try “Europe/Berlin”"),
        ({"zone": "@everyone"}, "don't know that time zone"),
        ({"zone": ""}, "don't know that time zone"),
    ],
)
async def test_a_setup_that_makes_no_sense_changes_nothing(
    world: World, fields: dict[str, str], sentence: str
) -> None:
    before = await world.select_all(prompt_channel), await world.select_all(occurrence)
    assert sentence in complaint(await world.submit(ODA, "prompt.setup", {**SETUP, **fields}))
    assert (await world.select_all(prompt_channel), await world.select_all(occurrence)) == before


@pytest.mark.parametrize("command", COMMANDS)
async def test_only_organisers_look_after_prompts(world: World, command: str) -> None:
    before = await world.snapshot()
    answer = await world.command(
        ADA, f"prompt {command}", {"id": FIRST.slug, "text": "Have lunch with a colleague."}
    )
    assert "for organisers" in text(answer)
    assert await world.snapshot() == before


async def test_the_deck_is_leafed_through_to_its_end(world: World) -> None:
    answer = await world.command(ODA, "prompt deck")
    seen = choices(answer)
    assert "85 prompts" in text(answer)
    while more := [button for button in buttons(answer) if button.label == "More"]:
        answer = await world.click(ODA, "prompt.page", more[0].value)
        seen += choices(answer)
    assert seen == [prompt.slug for prompt in DECK]
    assert [button.label for button in buttons(answer)] == ["Earlier ones"]


async def test_the_deck_shows_one_theme_at_a_time(world: World) -> None:
    answer = await world.command(ODA, "prompt deck", {"theme": "host"})
    assert "11 prompts under “Be the host”" in text(answer)
    assert len(choices(answer)) == 8
    assert all(slug.startswith("host-") for slug in choices(answer))
    following = await world.click(ODA, "prompt.page", "1:host")
    assert len(choices(following)) == 3
    assert "choose a theme" in text(
        await world.command(ODA, "prompt deck", {"theme": "x" * 10_000})
    )


@pytest.mark.parametrize("value", ["", "-3", "many", "9" * 80, "99:", "0:nonsense"])
async def test_a_page_that_is_not_there_is_answered_calmly(world: World, value: str) -> None:
    assert "I don't know" not in text(await world.click(ODA, "prompt.page", value))


async def test_a_hidden_prompt_does_not_come_up_until_it_is_shown(world: World) -> None:
    picked = await world.click(ODA, "prompt.pick", choice=FIRST.slug)
    assert [button.action for button in buttons(picked)] == ["prompt.choose", "prompt.hide"]
    assert "won't come up" in text(await world.click(ODA, "prompt.hide", FIRST.slug))
    assert "1 hidden" in text(await world.command(ODA, "prompt deck"))
    assert "is hidden" in text(await world.command(ODA, "prompt next", {"id": FIRST.slug}))
    picked = await world.click(ODA, "prompt.pick", choice=FIRST.slug)
    assert [button.action for button in buttons(picked)] == ["prompt.show"]
    assert "may come up" in text(await world.command(ODA, "prompt show", {"id": FIRST.slug}))
    assert "hidden" not in text(await world.command(ODA, "prompt deck"))


async def test_the_last_prompt_on_show_stays(world: World) -> None:
    for prompt in DECK[1:]:
        await world.command(ODA, "prompt hide", {"id": prompt.slug})
    assert "last prompt on show" in text(
        await world.command(ODA, "prompt hide", {"id": FIRST.slug})
    )
    await world.pass_time(days=2)
    assert [row.slug for row in await world.select_all(posting)] == [FIRST.slug]


async def test_the_chosen_prompt_comes_next_and_only_once(world: World) -> None:
    assert FIRST.text in text(await world.command(ODA, "prompt next", {"id": FIRST.slug.upper()}))
    await world.pass_time(days=9)
    slugs = [(row.slug, row.chosen) for row in await world.select_all(posting)]
    assert slugs[0] == (FIRST.slug, True)
    assert slugs[1][0] != FIRST.slug
    assert not slugs[1][1]


@pytest.mark.parametrize(
    "slug", ["", "nonsense", "x" * 10_000, "\u202e🍜", "<!channel>", "@everyone", ADA, "ours-1"]
)
@pytest.mark.parametrize("command", ["hide", "show", "next"])
async def test_a_prompt_nobody_knows_is_answered_calmly(
    world: World, command: str, slug: str
) -> None:
    before = await world.snapshot()
    assert "/prompt deck" in text(await world.command(ODA, f"prompt {command}", {"id": slug}))
    assert "/prompt deck" in text(await world.click(ODA, "prompt.pick", choice=slug))
    assert await world.snapshot() == before


async def test_a_skipped_date_goes_without_and_stays_skipped(world: World) -> None:
    assert "Next one: Wed 18 Mar" in text(await world.command(ODA, "prompt skip"))
    assert "Next one: Wed 25 Mar" in text(await world.command(ODA, "prompt skip"))
    await world.submit(ODA, "prompt.setup", {**SETUP, "time": "11:00"})
    assert await planned(world) == [date(2026, 3, 25)]


async def test_paused_prompts_wait_for_resume(world: World) -> None:
    assert "no prompts until" in text(await world.command(ODA, "prompt pause"))
    assert "are paused" in text(await world.command(ODA, "prompt skip"))
    assert "when prompts go on" in text(await world.command(ODA, "prompt next", {"id": FIRST.slug}))
    await world.pass_time(weeks=3)
    assert not await world.select_all(posting)
    assert "Next one: Wed 1 Apr" in text(await world.command(ODA, "prompt resume"))
    await world.pass_time(days=2)
    assert [row.slug for row in await world.select_all(posting)] == [FIRST.slug]


async def test_a_prompt_posted_now_is_the_one_of_that_day(world: World) -> None:
    world.now = datetime(2026, 3, 11, 8, 0, tzinfo=UTC)
    assert "Posting it now" in text(await world.command(ODA, "prompt now"))
    assert "had its prompt for today" in text(await world.command(ODA, "prompt now"))
    await world.pass_time(hours=3)
    assert len(await world.select_all(posting)) == 1
    assert await planned(world) == [date(2026, 3, 18)]


async def test_with_several_channels_the_one_typed_in_is_meant(world: World) -> None:
    await world.submit(ODA, "prompt.setup", {**SETUP, "channel": SIDE})
    assert "in the one you mean" in text(
        await world.command(ODA, "prompt pause", channel="acme/elsewhere")
    )
    await world.command(ODA, "prompt pause", channel=SIDE)
    assert [row.paused for row in await world.select_all(prompt_channel)] == [False, True]


async def test_a_channel_can_be_named(world: World) -> None:
    await world.submit(ODA, "prompt.setup", {**SETUP, "channel": SIDE})
    await world.command(ODA, "prompt pause", {"channel": SIDE})
    assert [row.paused for row in await world.select_all(prompt_channel)] == [False, True]
    for stranger in (ADA, "other/side", "x" * 10_000):
        assert "That channel gets no prompts" in text(
            await world.command(ODA, "prompt pause", {"channel": stranger})
        )


async def test_one_channel_is_meant_wherever_it_is_typed(world: World) -> None:
    await world.command(ODA, "prompt pause", channel=None)
    assert [row.paused for row in await world.select_all(prompt_channel)] == [True]


async def test_prompts_keep_the_hours_of_their_own_zone(world: World) -> None:
    far = {"channel": SIDE, "zone": "asia/tokyo"}
    await world.submit(ODA, "prompt.setup", {**SETUP, **far})
    await world.command(ODA, "prompt pause", channel=PROMPTS)
    await world.pass_time(days=2)
    due = [row for row in await world.select_all(outbox_message) if row.recipients == (SIDE,)]
    async with world.database.transaction() as tx:
        verdicts = await decide_messages(tx, HOME, due, due[0].due)
    assert due[0].due == datetime(2026, 3, 11, 1, 0, tzinfo=UTC)
    assert verdicts == {due[0].id: Send()}


@pytest.mark.parametrize("command", ["skip", "pause", "resume", "now"])
async def test_without_prompts_there_is_nothing_to_look_after(
    database: Database, command: str
) -> None:
    world = await curious_world(database)
    assert "/prompt setup" in text(await world.command(ODA, f"prompt {command}"))
