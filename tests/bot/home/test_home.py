"""The home page: what Mingle is for newcomers, what comes next for everybody else."""

from datetime import datetime, timedelta
from itertools import pairwise

from bot.core.channel_rest import rest_channel
from bot.home.page import true_until
from bot.ui.cards import Actions, Card, ChoiceField, Heading, Paragraph, Select
from bot.ui.text import Instant
from tests.reading import card_of, controls, form_of, headings, labels, text
from tests.world import ADA, BEN, CLEO, EMIL, HOME, LUNCH, PROMPTS, World

NEWCOMER = f"{HOME}/zoe"


async def _home(world: World, person: str) -> Card:
    return card_of(await world.do(world.call(person, "button", "home.show", channel=None)))


async def _set_up(world: World, channel: str = LUNCH) -> None:
    await world.fill(ADA, "/mingle setup", {"channel": channel}, channel)
    await world.pass_time(minutes=1)


async def test_a_newcomer_reads_in_three_lines_what_this_is_and_joins(world: World) -> None:
    await _set_up(world)
    card = await _home(world, NEWCOMER)
    assert sum(isinstance(part, Paragraph) for part in card.parts) == 3
    assert labels(card) == ["Join #lunch", "Look around"]

    [join, look] = controls(card)
    around = card_of(await world.do(world.call(NEWCOMER, "button", look.action, look.value)))
    assert headings(around)[:2] == ["What comes next", "Open to you"]
    await world.do(world.call(NEWCOMER, "button", join.action, join.value, channel=None))
    assert "Lunch round in #lunch" in text(await _home(world, NEWCOMER))


async def test_a_newcomer_chooses_between_the_lunches_of_two_channels(world: World) -> None:
    await _set_up(world)
    await _set_up(world, PROMPTS)
    card = await _home(world, NEWCOMER)
    [select] = [item for item in controls(card) if isinstance(item, Select)]
    assert [choice.label for choice in select.choices] == ["#lunch", "#prompts"]


async def test_a_newcomer_can_open_a_table_where_no_channel_has_lunches(world: World) -> None:
    card = await _home(world, NEWCOMER)
    assert labels(card) == ["Open a lunch table", "Look around"]
    assert form_of(await world.do(world.call(NEWCOMER, "button", "table.open", channel=None)))


async def test_what_comes_next_is_in_order_with_an_action_beside_each(lived_world: World) -> None:
    card = await _home(lived_world, EMIL)
    end = card.parts.index(Heading("Open to you"))
    shown = card.parts[1:end]
    for line, buttons in zip(shown[::2], shown[1::2], strict=True):
        assert isinstance(line, Paragraph)
        assert isinstance(buttons, Actions)
    moments = [_moments(line)[0] for line in shown[:-2:2] if isinstance(line, Paragraph)]
    assert all(earlier <= later for earlier, later in pairwise(moments))
    assert {"Call it off", "Vote", "Skip this one", "I'll do it"} <= set(labels(card))


def _moments(line: Paragraph) -> list[datetime]:
    return [node.at for node in line.text if isinstance(node, Instant)]


async def test_each_button_of_a_home_works_from_there(lived_world: World) -> None:
    for person in (ADA, BEN, EMIL):
        for item in controls(await _home(lived_world, person)):
            if isinstance(item, Select):
                continue
            call = lived_world.call(person, "button", item.action, item.value, channel=None)
            answer = await lived_world.do(call)
            if answer is not None and hasattr(answer, "card"):
                assert answer.card.title not in ("That was us", "This button is out of date")


async def test_a_skipped_round_says_so_and_can_be_taken_back(world: World) -> None:
    await _set_up(world)
    await world.click(BEN, "people.join", await world.button(BEN, "people.join"))
    skip = next(one for one in controls(await _home(world, BEN)) if one.action == "lunch.skip")
    await world.click(BEN, "lunch.skip", skip.value)
    card = await _home(world, BEN)
    assert "goes without you" in text(card)
    assert "I'm in after all" in labels(card)


async def test_somebody_on_leave_reads_until_when_and_is_back_with_a_click(world: World) -> None:
    await _set_up(world)
    await world.click(BEN, "people.join", await world.button(BEN, "people.join"))
    await world.fill(BEN, "/mingle pause", {"until": "2026-04-01"})
    card = await _home(world, BEN)
    assert "You're away until Wednesday, 1 April 2026" in text(card)
    assert "it goes without you" in text(card)
    assert "Skip this one" not in labels(card)
    await world.click(BEN, "pause.end")
    assert "Skip this one" in labels(await _home(world, BEN))


async def test_polls_and_prompts_of_channels_that_somebody_is_not_in_stay_there(
    lived_world: World,
) -> None:
    assert "Prompt in #prompts" in text(await _home(lived_world, BEN))
    stranger = text(
        card_of(await lived_world.do(lived_world.call(NEWCOMER, "button", "home.look")))
    )
    assert "Prompt in" not in stranger
    assert "vote by" not in stranger


async def test_nothing_that_is_over_stays_on_a_home(lived_world: World) -> None:
    card = await _home(lived_world, EMIL)
    for _ in range(30):
        until = true_until(card, "Europe/Berlin", lived_world.now)
        await lived_world.until(until + timedelta(minutes=1))
        card = await _home(lived_world, EMIL)
        for part in card.parts:
            moments = _moments(part) if isinstance(part, Paragraph) else []
            assert not moments or max(moments) > lived_world.now


async def test_an_introduction_shows_only_once_it_was_sent(world: World) -> None:
    await _set_up(world)
    for person in (BEN, CLEO):
        await world.click(person, "people.join", await world.button(person, "people.join"))
    await world.pass_time(days=1, hours=2)
    card = await _home(world, BEN)
    assert "Lunch with Cleo Duarte" in text(card)
    assert {"Propose another time", "We met", "Can't this time"} <= set(labels(card))


async def test_an_organiser_sees_what_runs_with_its_next_date_and_a_button(
    lived_world: World,
) -> None:
    card = await _home(lived_world, ADA)
    shown = text(card)
    for words in (
        "Next lunch round: Tue 17 Mar, 10:00",
        "Next digest: Mon 16 Mar, 09:00",
        "Next prompt: Wed 18 Mar, 10:00",
        "things are held or set aside",
        "1 suggested prompt waits for a decision.",
    ):
        assert words in shown
    assert {"Move or skip the round", "Preview the digest", "See the polls"} <= set(labels(card))
    assert "What runs here" not in text(await _home(lived_world, BEN))


async def test_an_organiser_of_nothing_yet_is_shown_where_to_begin(world: World) -> None:
    card = await _home(world, ADA)
    assert "Nothing runs here yet" in text(card)
    call = world.call(ADA, "button", "setup.open", channel=None)
    assert form_of(await world.do(call)).action == "setup.save"


async def test_an_organiser_reads_of_a_channel_that_is_closed_to_mingle(world: World) -> None:
    await _set_up(world)
    async with world.database.transaction() as tx:
        await rest_channel(tx, HOME, LUNCH, "Invite me to it again.", world.now)
    card = await _home(world, ADA)
    assert "#lunch is on hold. Invite me to it again." in text(card)
    assert "Try again" in labels(card)


async def test_what_a_colleague_asks_waits_at_home_until_it_closes(world: World) -> None:
    await _set_up(world)
    await world.fill(BEN, "/poll Thursday or Friday?", {}, LUNCH)
    await world.pass_time(minutes=1)
    card = await _around(world, CLEO)
    assert "Thursday or Friday? in #lunch, vote by" in text(card)
    [vote] = [item for item in controls(card) if item.action == "question.ballot"]
    form = form_of(await world.click(CLEO, vote.action, vote.value))
    [chosen] = [field for field in form.fields if isinstance(field, ChoiceField)]
    await world.submit(CLEO, form, {"chosen": (chosen.choices[0].value,)})
    assert "Your vote is in." in text(await _around(world, CLEO))

    await world.pass_time(days=32)
    assert "Thursday or Friday?" not in text(await _around(world, CLEO))


async def test_organisers_see_open_polls_among_what_runs(world: World) -> None:
    await world.fill(BEN, "/poll Thursday or Friday?", {}, LUNCH)
    await world.pass_time(minutes=1)
    card = card_of(await world.say(ADA, "/mingle overview"))
    assert "Poll closes: " in text(card)
    [manage] = [item for item in controls(card) if item.action == "question.manage"]
    assert await world.click(ADA, manage.action, manage.value)


async def _around(world: World, person: str) -> Card:
    return card_of(await world.do(world.call(person, "button", "home.look", channel=None)))
