"""Look after prompts as an organiser does."""

from datetime import UTC, date, datetime

import pytest

from bot.attention.records import decide_messages
from bot.attention.rules import Send
from bot.core.router import Reply
from bot.core.tables import occurrence, outbox_message
from bot.prompts.deck import DECK
from bot.prompts.tables import posting, prompt_channel
from bot.ui.cards import ChoiceField, TextField
from tests.bot.prompts.house import CHANNEL, HOME, SETUP, House
from tests.reading import buttons, choices, complaint, form_of, text

COMMANDS = ("setup", "add", "deck", "hide", "show", "skip", "pause", "resume", "next", "now")
SIDE = "W/side"
FIRST = DECK[0]


async def planned(house: House) -> list[date]:
    return [row.local_date for row in await house.rows(occurrence) if row.state == "waiting"]


async def test_setup_plans_the_first_wednesday_at_ten(house: House) -> None:
    rows = [(row.subject, row.due) for row in await house.rows(occurrence)]
    assert rows == [("prompt-channel:1", datetime(2026, 3, 11, 9, 0, tzinfo=UTC))]


async def test_setup_opens_with_the_usual_and_then_with_what_stands(house: House) -> None:
    fresh = form_of(await house.types("W/oda", "prompt setup", SIDE))
    assert [_initial(field) for field in fresh.fields[1:]] == [
        "weekly",
        "2",
        "10:00",
        "Europe/Berlin",
    ]
    await house.submits(
        "W/oda", "prompt.setup", **{**SETUP, "cadence": "monthly", "weekday": "4", "time": "9.30"}
    )
    again = form_of(await house.types("W/oda", "prompt setup"))
    assert [_initial(field) for field in again.fields[1:]] == [
        "monthly",
        "4",
        "09:30",
        "Europe/Berlin",
    ]


async def test_setting_up_on_the_day_begins_that_day_if_its_hour_has_not_come(house: House) -> None:
    house.now = datetime(2026, 3, 11, 8, 59, tzinfo=UTC)
    await house.submits("W/oda", "prompt.setup", **{**SETUP, "channel": SIDE})
    house.now = datetime(2026, 3, 11, 9, 0, tzinfo=UTC)
    await house.submits("W/oda", "prompt.setup", **{**SETUP, "channel": "W/third"})
    assert await planned(house) == [date(2026, 3, 11), date(2026, 3, 11), date(2026, 3, 18)]


async def test_setting_up_again_after_todays_prompt_does_not_post_another(house: House) -> None:
    await house.passes(days=2)
    await house.submits("W/oda", "prompt.setup", **{**SETUP, "time": "16:00"})
    assert await planned(house) == [date(2026, 3, 18)]
    await house.passes(hours=9)
    assert len(await house.rows(posting)) == 1


async def test_every_second_week_stays_the_same_second_week_when_saved_again(house: House) -> None:
    await house.submits("W/oda", "prompt.setup", **{**SETUP, "cadence": "fortnightly"})
    await house.passes(days=8)
    await house.submits(
        "W/oda", "prompt.setup", **{**SETUP, "cadence": "fortnightly", "time": "11:00"}
    )
    assert await planned(house) == [date(2026, 3, 25)]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"channel": ""}, "choose a channel"),
        ({"channel": "X/elsewhere"}, "choose a channel"),
        ({"channel": "W" * 10_000}, "choose a channel"),
        ({"cadence": "hourly"}, "how often from the list"),
        ({"weekday": "6"}, "Monday to Friday"),
        ({"weekday": "someday"}, "Monday to Friday"),
        ({"time": "19:00"}, "between 09:00 and 17:59"),
        ({"time": "\u202e🍜"}, "between 09:00 and 17:59"),
        ({"time": "x" * 10_000}, "between 09:00 and 17:59"),
        ({"zone": "Europe/Berln"}, "Try “Europe/Berlin”"),
        ({"zone": "@everyone"}, "don't know that time zone"),
        ({"zone": ""}, "don't know that time zone"),
    ],
)
async def test_a_setup_that_makes_no_sense_changes_nothing(
    house: House, fields: dict[str, str], sentence: str
) -> None:
    before = await house.rows(prompt_channel), await house.rows(occurrence)
    assert sentence in complaint(
        await house.submits("W/oda", "prompt.setup", **{**SETUP, **fields})
    )
    assert (await house.rows(prompt_channel), await house.rows(occurrence)) == before


@pytest.mark.parametrize("command", COMMANDS)
async def test_only_organisers_look_after_prompts(house: House, command: str) -> None:
    before = await house.counts()
    answer = await house.types(
        "W/ada", f"prompt {command}", id=FIRST.slug, text="Have lunch with a colleague."
    )
    assert "for organisers" in text(answer)
    assert await house.counts() == before


async def test_the_deck_is_leafed_through_to_its_end(house: House) -> None:
    answer = await house.types("W/oda", "prompt deck")
    seen = choices(answer)
    assert "80 prompts" in text(answer)
    while more := [button for button in _buttons(answer) if button.label == "More"]:
        answer = await house.clicks("W/oda", "prompt.page", more[0].value)
        seen += choices(answer)
    assert seen == [prompt.slug for prompt in DECK]
    assert [button.label for button in _buttons(answer)] == ["Earlier ones"]


async def test_the_deck_shows_one_theme_at_a_time(house: House) -> None:
    answer = await house.types("W/oda", "prompt deck", theme="host")
    assert "10 prompts under “Host”" in text(answer)
    assert all(slug.startswith("host-") for slug in choices(answer))
    following = await house.clicks("W/oda", "prompt.page", "1:host")
    assert len(choices(following)) == 2
    assert "choose a theme" in text(await house.types("W/oda", "prompt deck", theme="x" * 10_000))


@pytest.mark.parametrize("value", ["", "-3", "many", "9" * 80, "99:", "0:nonsense"])
async def test_a_page_that_is_not_there_is_answered_calmly(house: House, value: str) -> None:
    assert "I don't know" not in text(await house.clicks("W/oda", "prompt.page", value))


async def test_a_hidden_prompt_does_not_come_up_until_it_is_shown(house: House) -> None:
    picked = await house.clicks("W/oda", "prompt.pick", choice=FIRST.slug)
    assert [button.action for button in _buttons(picked)] == ["prompt.choose", "prompt.hide"]
    assert "won't come up" in text(await house.clicks("W/oda", "prompt.hide", FIRST.slug))
    assert "1 hidden" in text(await house.types("W/oda", "prompt deck"))
    assert "is hidden" in text(await house.types("W/oda", "prompt next", id=FIRST.slug))
    picked = await house.clicks("W/oda", "prompt.pick", choice=FIRST.slug)
    assert [button.action for button in _buttons(picked)] == ["prompt.show"]
    assert "may come up" in text(await house.types("W/oda", "prompt show", id=FIRST.slug))
    assert "hidden" not in text(await house.types("W/oda", "prompt deck"))


async def test_the_last_prompt_on_show_stays(house: House) -> None:
    for prompt in DECK[1:]:
        await house.types("W/oda", "prompt hide", id=prompt.slug)
    assert "last prompt on show" in text(await house.types("W/oda", "prompt hide", id=FIRST.slug))
    await house.passes(days=2)
    assert [row.slug for row in await house.rows(posting)] == [FIRST.slug]


async def test_the_chosen_prompt_comes_next_and_only_once(house: House) -> None:
    assert FIRST.text in text(await house.types("W/oda", "prompt next", id=FIRST.slug.upper()))
    await house.passes(days=9)
    slugs = [(row.slug, row.chosen) for row in await house.rows(posting)]
    assert slugs[0] == (FIRST.slug, True)
    assert slugs[1][0] != FIRST.slug
    assert not slugs[1][1]


@pytest.mark.parametrize(
    "slug", ["", "nonsense", "x" * 10_000, "\u202e🍜", "<!channel>", "@everyone", "W/ada", "ours-1"]
)
@pytest.mark.parametrize("command", ["hide", "show", "next"])
async def test_a_prompt_nobody_knows_is_answered_calmly(
    house: House, command: str, slug: str
) -> None:
    before = await house.counts()
    assert "/prompt deck" in text(await house.types("W/oda", f"prompt {command}", id=slug))
    assert "/prompt deck" in text(await house.clicks("W/oda", "prompt.pick", choice=slug))
    assert await house.counts() == before


async def test_a_skipped_date_goes_without_and_stays_skipped(house: House) -> None:
    assert "The next comes Wed 18 Mar" in text(await house.types("W/oda", "prompt skip"))
    assert "The next comes Wed 25 Mar" in text(await house.types("W/oda", "prompt skip"))
    await house.submits("W/oda", "prompt.setup", **{**SETUP, "time": "11:00"})
    assert await planned(house) == [date(2026, 3, 25)]


async def test_paused_prompts_wait_for_resume(house: House) -> None:
    assert "no prompts until" in text(await house.types("W/oda", "prompt pause"))
    assert "are paused" in text(await house.types("W/oda", "prompt skip"))
    assert "when prompts go on" in text(await house.types("W/oda", "prompt next", id=FIRST.slug))
    await house.passes(weeks=3)
    assert not await house.rows(posting)
    assert "The next comes Wed 1 Apr" in text(await house.types("W/oda", "prompt resume"))
    await house.passes(days=2)
    assert [row.slug for row in await house.rows(posting)] == [FIRST.slug]


async def test_a_prompt_posted_now_is_the_one_of_that_day(house: House) -> None:
    house.now = datetime(2026, 3, 11, 8, 0, tzinfo=UTC)
    assert "On its way" in text(await house.types("W/oda", "prompt now"))
    assert "had its prompt for today" in text(await house.types("W/oda", "prompt now"))
    await house.passes(hours=3)
    assert len(await house.rows(posting)) == 1
    assert await planned(house) == [date(2026, 3, 18)]


async def test_with_several_channels_the_one_typed_in_is_meant(house: House) -> None:
    await house.submits("W/oda", "prompt.setup", **{**SETUP, "channel": SIDE})
    assert "in the one you mean" in text(await house.types("W/oda", "prompt pause", "W/elsewhere"))
    await house.types("W/oda", "prompt pause", SIDE)
    assert [row.paused for row in await house.rows(prompt_channel)] == [False, True]


async def test_a_channel_can_be_named(house: House) -> None:
    await house.submits("W/oda", "prompt.setup", **{**SETUP, "channel": SIDE})
    await house.names("W/oda", "prompt pause", SIDE)
    assert [row.paused for row in await house.rows(prompt_channel)] == [False, True]
    for stranger in ("W/ada", "X/side", "x" * 10_000):
        assert "That channel gets no prompts" in text(
            await house.names("W/oda", "prompt pause", stranger)
        )


async def test_one_channel_is_meant_wherever_it_is_typed(house: House) -> None:
    await house.types("W/oda", "prompt pause", None)
    assert [row.paused for row in await house.rows(prompt_channel)] == [True]


async def test_prompts_keep_the_hours_of_their_own_zone(house: House) -> None:
    far = {"channel": SIDE, "zone": "asia/tokyo"}
    await house.submits("W/oda", "prompt.setup", **{**SETUP, **far})
    await house.types("W/oda", "prompt pause", CHANNEL)
    await house.passes(days=2)
    due = [row for row in await house.rows(outbox_message) if row.recipients == (SIDE,)]
    async with house.database.transaction() as tx:
        verdicts = await decide_messages(tx, HOME, due, due[0].due)
    assert due[0].due == datetime(2026, 3, 11, 1, 0, tzinfo=UTC)
    assert verdicts == {due[0].id: Send()}


@pytest.mark.parametrize("command", ["skip", "pause", "resume", "now"])
async def test_without_prompts_there_is_nothing_to_look_after(database, command: str) -> None:  # type: ignore[no-untyped-def]
    assert "/prompt setup" in text(await House(database).types("W/oda", f"prompt {command}"))


def _initial(field: object) -> str:
    match field:
        case ChoiceField(initial=(only,)):
            return only
        case TextField(initial=text):
            return text
    raise AssertionError(field)


def _buttons(answer: object):  # type: ignore[no-untyped-def]
    assert isinstance(answer, Reply)
    return buttons(answer.card)
