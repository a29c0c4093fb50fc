"""Post prompts week after week, and after days of being away."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.core.schedule import DueOccurrence
from bot.core.subjects import Subject
from bot.core.tables import outbox_message
from bot.prompts import records
from bot.prompts.deck import DECK
from bot.prompts.live_cards import render_prompt
from bot.prompts.posts import post_due_prompt, too_late
from bot.prompts.tables import hidden_prompt, posting
from bot.store.engine import Database
from tests.factories.prompts import MONDAY_THE_NINTH, ODA, OLAF, SETUP, curious_world, make_prompts
from tests.reading import text
from tests.world import HOME, PROMPTS, SIDE, World


@pytest.fixture
async def world(database: Database) -> World:
    made = await curious_world(database)
    await make_prompts(made)
    return made


async def days(world: World) -> list[date]:
    return [row.local_date for row in await world.select_all(posting)]


async def repeats(world: World) -> int:
    async with world.database.read_transaction() as tx:
        return await records.count_repeats(tx, HOME)


async def test_a_prompt_comes_every_wednesday_at_ten_whatever_the_clocks_do(world: World) -> None:
    await world.pass_time(days=2, seconds=-1)
    assert await days(world) == []
    await world.pass_time(weeks=3, seconds=1)
    assert await days(world) == [date(2026, 3, day) for day in (11, 18, 25)] + [date(2026, 4, 1)]
    sent = [
        (row.recipients, f"{row.subject}", row.due.hour, row.solicited, row.reason)
        for row in await world.select_all(outbox_message)
    ]
    assert sent == [
        ((PROMPTS,), f"prompt:{n}", hour, False, "prompt.weekly")
        for n, hour in ((1, 9), (2, 9), (3, 9), (4, 8))
    ]


async def test_in_two_years_nothing_comes_again_before_the_deck_is_used_up(world: World) -> None:
    await world.pass_time(weeks=104)
    slugs = [row.slug for row in await world.select_all(posting)]
    assert len(slugs) == 104
    assert len(set(slugs[: len(DECK)])) == len(DECK)
    assert await repeats(world) == 0


async def test_two_channels_have_decks_of_their_own(world: World) -> None:
    await world.submit(ODA, "prompt.setup", {**SETUP, "channel": SIDE})
    await world.pass_time(weeks=len(DECK))
    assert len(await days(world)) == 2 * len(DECK)
    assert await repeats(world) == 0


async def test_a_repeat_would_be_noticed(world: World) -> None:
    await world.pass_time(days=2)
    first = (await world.select_all(posting))[0]
    async with world.database.transaction() as tx:
        where = (await records.list_prompt_channels(tx, HOME))[0]
        prompt = next(each for each in DECK if each.slug == first.slug)
        await records.insert_posting(tx, where, date(2026, 3, 18), prompt, 1, chosen=False)
        await records.insert_posting(tx, where, date(2026, 3, 25), prompt, 1, chosen=True)
    assert await repeats(world) == 1


async def test_a_prompt_some_hours_late_is_still_posted_that_day(world: World) -> None:
    world.now = MONDAY_THE_NINTH + timedelta(days=2, hours=11)
    await world.pass_time()
    assert await days(world) == [date(2026, 3, 11)]


@pytest.mark.parametrize(
    "late", [timedelta(hours=12, minutes=1), timedelta(hours=30), timedelta(days=6)]
)
async def test_a_prompt_whose_day_is_over_is_left_out_and_organisers_are_told(
    world: World, late: timedelta
) -> None:
    world.now = MONDAY_THE_NINTH + timedelta(days=2) + late
    await world.pass_time()
    assert await days(world) == []
    for organiser in (ODA, OLAF):
        told = await world.outbox(organiser)
        assert len(told) == 1
        assert "A prompt was left out" in text(told[0])
        assert "Next one: Wed 18 Mar, 10:00" in text(told[0])
    await world.pass_time(weeks=1)
    assert await days(world) == [date(2026, 3, 18)]


async def test_within_its_grace_but_after_midnight_it_is_too_late(world: World) -> None:
    await world.submit(ODA, "prompt.setup", {**SETUP, "time": "17:00"})
    world.now = datetime(2026, 3, 11, 23, 30, tzinfo=UTC)
    await world.pass_time()
    assert await days(world) == []
    assert len(await world.outbox(ODA)) == 1


async def test_after_weeks_away_one_word_is_said_and_nothing_is_made_up_for(world: World) -> None:
    world.now = MONDAY_THE_NINTH + timedelta(weeks=5)
    await world.pass_time()
    assert len(await world.outbox(ODA)) == 1
    await world.pass_time(days=2)
    assert await days(world) == [date(2026, 4, 15)]


async def test_back_on_the_day_itself_that_days_prompt_is_posted(world: World) -> None:
    world.now = datetime(2026, 3, 25, 12, 0, tzinfo=UTC)
    await world.pass_time()
    assert await days(world) == [date(2026, 3, 25)]
    assert len(await world.outbox(ODA)) == 1


async def test_a_post_that_could_not_leave_that_day_is_let_go(world: World) -> None:
    await world.pass_time(days=2)
    assert [row.expires for row in await world.select_all(outbox_message)] == [
        datetime(2026, 3, 11, 23, 0, tzinfo=UTC)
    ]


async def test_what_is_left_of_a_paused_or_vanished_channel_does_nothing(world: World) -> None:
    due = DueOccurrence(
        1, HOME, "prompt.post", Subject("prompt-channel", 1), date(2026, 3, 11), MONDAY_THE_NINTH
    )
    gone = DueOccurrence(
        2, HOME, "prompt.post", Subject("prompt-channel", 77), date(2026, 3, 11), MONDAY_THE_NINTH
    )
    await world.command(ODA, "prompt pause")
    before = await world.snapshot()
    async with world.database.transaction() as tx:
        for job in (post_due_prompt, too_late):
            for each in (due, gone):
                await job(tx, each, MONDAY_THE_NINTH, world.engine.rng)
    assert await world.snapshot() == before


async def test_a_date_skipped_at_the_last_moment_goes_without(world: World) -> None:
    await world.command(ODA, "prompt skip")
    due = DueOccurrence(
        1, HOME, "prompt.post", Subject("prompt-channel", 1), date(2026, 3, 11), MONDAY_THE_NINTH
    )
    async with world.database.transaction() as tx:
        await post_due_prompt(tx, due, MONDAY_THE_NINTH + timedelta(days=2), world.engine.rng)
    assert await days(world) == []


async def test_an_empty_deck_posts_nothing(world: World) -> None:
    async with world.database.transaction() as tx:
        await tx.insert_many(
            hidden_prompt, [{"workspace": HOME, "slug": prompt.slug} for prompt in DECK]
        )
    await world.pass_time(days=3)
    assert await days(world) == []


async def test_a_card_of_a_prompt_that_is_gone_is_not_drawn(world: World) -> None:
    async with world.database.read_transaction() as tx:
        assert await render_prompt(tx, HOME, Subject("prompt", 77), MONDAY_THE_NINTH) is None
