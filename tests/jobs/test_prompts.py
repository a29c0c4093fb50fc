"""Post prompts week after week, and after days of being away."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.core.schedule import DueOccurrence
from bot.core.tables import outbox_message
from bot.prompts import records
from bot.prompts.deck import DECK
from bot.prompts.live_cards import render_prompt
from bot.prompts.posts import post_due_prompt, too_late
from bot.prompts.tables import hidden_prompt, posting
from bot.store.engine import Database
from tests.bot.prompts.house import CHANNEL, HOME, MONDAY, SETUP, House


@pytest.fixture
async def house(database: Database) -> House:
    made = House(database)
    await made.open()
    return made


async def days(house: House) -> list[date]:
    return [row.local_date for row in await house.rows(posting)]


async def repeats(house: House) -> int:
    async with house.database.read_transaction() as tx:
        return await records.count_repeats(tx, HOME)


async def test_a_prompt_comes_every_wednesday_at_ten_whatever_the_clocks_do(house: House) -> None:
    await house.passes(days=2, seconds=-1)
    assert await days(house) == []
    await house.passes(weeks=3, seconds=1)
    assert await days(house) == [date(2026, 3, day) for day in (11, 18, 25)] + [date(2026, 4, 1)]
    sent = [
        (row.recipients, row.subject, row.due.hour, row.solicited, row.reason)
        for row in await house.rows(outbox_message)
    ]
    assert sent == [
        ((CHANNEL,), f"prompt:{n}", hour, False, "prompt.weekly")
        for n, hour in ((1, 9), (2, 9), (3, 9), (4, 8))
    ]


async def test_in_two_years_nothing_comes_again_before_the_deck_is_used_up(house: House) -> None:
    await house.passes(weeks=104)
    slugs = [row.slug for row in await house.rows(posting)]
    assert len(slugs) == 104
    assert len(set(slugs[: len(DECK)])) == len(DECK)
    assert await repeats(house) == 0


async def test_two_channels_have_decks_of_their_own(house: House) -> None:
    await house.submits("W/oda", "prompt.setup", **{**SETUP, "channel": "W/side"})
    await house.passes(weeks=len(DECK))
    assert len(await days(house)) == 2 * len(DECK)
    assert await repeats(house) == 0


async def test_a_repeat_would_be_noticed(house: House) -> None:
    await house.passes(days=2)
    first = (await house.rows(posting))[0]
    async with house.database.transaction() as tx:
        where = (await records.list_prompt_channels(tx, HOME))[0]
        prompt = next(each for each in DECK if each.slug == first.slug)
        await records.insert_posting(tx, where, date(2026, 3, 18), prompt, 1, chosen=False)
        await records.insert_posting(tx, where, date(2026, 3, 25), prompt, 1, chosen=True)
    assert await repeats(house) == 1


async def test_a_prompt_some_hours_late_is_still_posted_that_day(house: House) -> None:
    await house.back_at(MONDAY + timedelta(days=2, hours=11))
    assert await days(house) == [date(2026, 3, 11)]


@pytest.mark.parametrize(
    "late", [timedelta(hours=12, minutes=1), timedelta(hours=30), timedelta(days=6)]
)
async def test_a_prompt_whose_day_is_over_is_left_out_and_organisers_are_told(
    house: House, late: timedelta
) -> None:
    await house.back_at(MONDAY + timedelta(days=2) + late)
    assert await days(house) == []
    for organiser in ("W/oda", "W/olaf"):
        told = await house.said(organiser)
        assert len(told) == 1
        assert "A prompt was left out" in told[0]
        assert "The next comes Wed 18 Mar, 10:00" in told[0]
    await house.passes(weeks=1)
    assert await days(house) == [date(2026, 3, 18)]


async def test_within_its_grace_but_after_midnight_it_is_too_late(house: House) -> None:
    await house.submits("W/oda", "prompt.setup", **{**SETUP, "time": "17:00"})
    await house.back_at(datetime(2026, 3, 11, 23, 30, tzinfo=UTC))
    assert await days(house) == []
    assert len(await house.said("W/oda")) == 1


async def test_after_weeks_away_one_word_is_said_and_nothing_is_made_up_for(house: House) -> None:
    await house.back_at(MONDAY + timedelta(weeks=5))
    assert len(await house.said("W/oda")) == 1
    await house.passes(days=2)
    assert await days(house) == [date(2026, 4, 15)]


async def test_back_on_the_day_itself_that_days_prompt_is_posted(house: House) -> None:
    await house.back_at(datetime(2026, 3, 25, 12, 0, tzinfo=UTC))
    assert await days(house) == [date(2026, 3, 25)]
    assert len(await house.said("W/oda")) == 1


async def test_a_post_that_could_not_leave_that_day_is_let_go(house: House) -> None:
    await house.passes(days=2)
    assert [row.expires for row in await house.rows(outbox_message)] == [
        datetime(2026, 3, 11, 23, 0, tzinfo=UTC)
    ]


async def test_what_is_left_of_a_paused_or_vanished_channel_does_nothing(house: House) -> None:
    due = DueOccurrence(1, HOME, "prompt.post", "prompt-channel:1", date(2026, 3, 11), MONDAY)
    gone = DueOccurrence(2, HOME, "prompt.post", "prompt-channel:77", date(2026, 3, 11), MONDAY)
    await house.types("W/oda", "prompt pause")
    before = await house.counts()
    async with house.database.transaction() as tx:
        for job in (post_due_prompt, too_late):
            for each in (due, gone):
                await job(tx, each, MONDAY, house.rng)
    assert await house.counts() == before


async def test_a_date_skipped_at_the_last_moment_goes_without(house: House) -> None:
    await house.types("W/oda", "prompt skip")
    due = DueOccurrence(1, HOME, "prompt.post", "prompt-channel:1", date(2026, 3, 11), MONDAY)
    async with house.database.transaction() as tx:
        await post_due_prompt(tx, due, MONDAY + timedelta(days=2), house.rng)
    assert await days(house) == []


async def test_an_empty_deck_posts_nothing(house: House) -> None:
    async with house.database.transaction() as tx:
        await tx.insert_many(
            hidden_prompt, [{"workspace": HOME, "slug": prompt.slug} for prompt in DECK]
        )
    await house.passes(days=3)
    assert await days(house) == []


async def test_a_card_of_a_prompt_that_is_gone_is_not_drawn(house: House) -> None:
    async with house.database.read_transaction() as tx:
        assert await render_prompt(tx, HOME, "77", MONDAY) is None
