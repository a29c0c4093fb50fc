"""Polls that anybody asks: secret, changeable, closing by themselves, later and again."""

from datetime import timedelta

import pytest

from bot.core.channel_rest import rest_channel
from bot.core.interactions import Answer, FormErrors
from bot.core.signals import PersonLeft, emit
from bot.polls import records
from bot.polls.rules import Question
from bot.polls.views import answers, cards
from bot.ui.cards import Card, Form
from tests.reading import (
    buttons,
    card_of,
    complaints,
    form_of,
    headings,
    initial_choices,
    labels,
    sentence,
    text,
    value_of,
    values_of,
)
from tests.world import ADA, BEN, CLEO, DINA, EMIL, HOME, LUNCH, PEOPLE, World

CROWD = tuple(f"{HOME}/voter{number}" for number in range(9))


async def _ask(world: World, line: str = "Thursday or Friday?", **fields: str) -> Card:
    """Ask as Ben in #lunch; return the card in the channel."""
    await world.fill(BEN, f"/poll {line}", fields)
    await world.pass_time(minutes=1)
    return (await world.posts(LUNCH))[-1]


async def _poll(world: World, number: int = 1) -> Question:
    async with world.database.read_transaction() as tx:
        poll = await records.find_poll(tx, HOME, number)
    assert poll
    return poll


async def _vote(world: World, card: Card, label: str, *people: str) -> Card:
    [value] = [one.value for one in buttons(card) if one.label == label]
    for person in people:
        answer = card_of(await world.do(world.call(person, "button", "question.vote", value)))
    return answer


async def _now(world: World, number: int = 1) -> Card:
    await world.pass_time(minutes=1)
    return await world.live_card(f"question:{number}")


async def test_anybody_asks_and_what_was_understood_can_be_mended_first(world: World) -> None:
    form = form_of(await world.say(BEN, "/poll Where to? Anker or Birke"))
    held = initial_choices(form)
    assert (held["words"], held["choices"]) == ("Where to?", "Anker\nBirke")
    assert (held["channel"], held["secret"]) == (LUNCH, "secret")
    posted = await world.submit(BEN, form, {"choices": "Anker\nBirke\nChorus"})
    assert "Choices: Anker, Birke and Chorus." in text(posted)
    await world.pass_time(minutes=1)
    card = (await world.posts(LUNCH))[-1]
    assert card.title == "Where to?"
    assert "Ben Marsh asks." in text(card)
    assert labels(card, "question.vote") == ["Anker", "Birke", "Chorus"]


@pytest.mark.parametrize(
    ("line", "words", "closes"),
    [
        ("Ramen or pizza? until 3pm", "Ramen or pizza?", "3pm"),
        ("Wohin? Ramen oder Pizza bis Freitag 12 Uhr", "Wohin?", "Freitag 12 Uhr"),
        ("¿Ramen o pizza? hasta mañana 16:00", "¿Ramen o pizza?", "mañana 16:00"),
        ("Shall we stay until Friday?", "Shall we stay until Friday?", "in 1 day"),
    ],
)
async def test_when_a_poll_closes_may_be_typed_with_it(
    world: World, line: str, words: str, closes: str
) -> None:
    held = initial_choices(form_of(await world.say(BEN, f"/poll {line}")))
    assert (held["words"], held["closes"]) == (words, closes)


async def test_one_choice_asks_back_and_posts_nothing(world: World) -> None:
    form = form_of(await world.say(BEN, "/poll Pizza?"))
    assert "Between what?" in text(Card("note", "", (), form.intro))
    assert set(complaints(await world.submit(BEN, form, {"choices": "pizza"}))) == {"choices"}
    assert await world.posts(LUNCH) == []


async def test_what_is_wrong_is_said_at_its_field(world: World) -> None:
    form = form_of(await world.say(BEN, "/poll Tea or coffee?"))
    many = "\n".join(f"place {number}" for number in range(26))
    for fields, field, words in (
        ({"choices": many}, "choices", answers.many_choices()),
        ({"choices": "a\n" + "b" * 80}, "choices", answers.long_choice()),
        ({"closes": "soonish"}, "closes", answers.NO_WHEN),
        ({"closes": "yesterday"}, "closes", answers.PAST),
        ({"closes": "in 1 minute"}, "closes", answers.CLOSES_SOON),
        ({"closes": "in 60 days"}, "closes", answers.CLOSES_LATE),
        ({"opens": "in 300 days", "closes": "in 301 days"}, "opens", answers.TOO_FAR),
        ({"closes": "in 9 days", "repeat": "w1"}, "closes", answers.CLOSES_TOO_LATE),
    ):
        assert complaints(await world.submit(BEN, form, fields)) == {field: words}
    assert await world.posts(LUNCH) == []


@pytest.mark.parametrize(
    ("choices", "refused"),
    [
        ("12 March\n19 March", "12 March"),
        ("Thursday\nMarch 19, 6pm", "March 19, 6pm"),
        ("2026-03-12\n2026-03-19", "2026-03-12"),
        ("tomorrow\nThursday", "tomorrow"),
        ("Donnerstag\n12. März", "12. März"),
    ],
)
async def test_a_poll_that_repeats_offers_no_date_that_comes_only_once(
    world: World, choices: str, refused: str
) -> None:
    form = form_of(await world.say(BEN, "/poll When?"))
    again = {"words": "When?", "choices": choices, "closes": "in 2 days", "repeat": "w1"}
    told = complaints(await world.submit(BEN, form, again))
    assert told == {"choices": answers.date_stays(refused)}
    assert "choices" not in complaints_or_none(
        await world.submit(BEN, form, {**again, "repeat": "no"})
    )


async def test_weekdays_come_again_and_a_date_that_is_over_does_not(world: World) -> None:
    form = form_of(await world.say(BEN, "/poll When?"))
    again = {"words": "When?", "choices": "Thursday\nFriday", "closes": "in 2 days"}
    past = {**again, "choices": "2026-02-12\nThursday"}
    told = complaints(await world.submit(BEN, form, past))
    assert told == {"choices": answers.date_over("2026-02-12")}
    may = {**again, "choices": "Maybe 3\nMay I?\nSushi 2000", "repeat": "w1"}
    for fields in ({**again, "repeat": "w1"}, may):
        assert not complaints_or_none(await world.submit(BEN, form, fields))


def complaints_or_none(answer: Answer) -> dict[str, str]:
    return complaints(answer) if isinstance(answer, FormErrors) else {}


async def test_one_answer_moves_and_can_be_taken_back(world: World) -> None:
    card = await _ask(world)
    await _vote(world, card, "Thursday", CLEO)
    mine = await _vote(world, card, "Friday", CLEO)
    assert "You chose Friday." in text(mine)
    async with world.database.read_transaction() as tx:
        assert sum((await records.count_votes(tx, await _poll(world))).values()) == 1
    await world.click(CLEO, "question.withdraw", value_of(mine, "question.withdraw"))
    async with world.database.read_transaction() as tx:
        assert await records.count_votes(tx, await _poll(world)) == {}


async def test_several_answers_count_where_the_poll_says_so(world: World) -> None:
    card = await _ask(world, several="yes")
    await _vote(world, card, "Thursday", CLEO)
    mine = await _vote(world, card, "Friday", CLEO)
    assert "You chose Thursday and Friday." in text(mine)
    assert "You chose Friday." in text(await _vote(world, card, "Thursday", CLEO))


async def test_results_are_hidden_until_it_closes_and_what_won_is_said_of_few(
    world: World,
) -> None:
    card = await _ask(world)
    await _vote(world, card, "Thursday", CLEO, DINA)
    await _vote(world, card, "Friday", EMIL)
    shown = text(await _now(world))
    assert "voted" not in shown
    await world.pass_time(days=2)
    closed = await _now(world)
    assert "Thursday." in text(closed)
    assert headings(closed) == []  # numbers of few people are nobody's business
    assert not {CLEO, DINA, EMIL} & {str(part) for part in closed.parts}


async def test_many_votes_are_told_by_number_once_it_has_closed(world: World) -> None:
    card = await _ask(world)
    await _vote(world, card, "Thursday", *CROWD)
    await _vote(world, card, "Friday", CLEO)
    assert "10 people have voted" in text(await _now(world))
    await world.pass_time(days=2)
    shown = text(await _now(world))
    assert "Thursday: 9" in shown
    assert "Friday: " not in shown


async def test_level_choices_are_both_said_and_no_vote_decides_nothing(world: World) -> None:
    card = await _ask(world)
    await _vote(world, card, "Thursday", CLEO)
    await _vote(world, card, "Friday", DINA)
    await _ask(world, "Tea or coffee?")
    await world.pass_time(days=2)
    assert "Thursday and Friday are level." in text(await _now(world))
    assert "Nothing was decided." in text(await _now(world, 2))


async def test_an_open_poll_shows_names_and_says_so_before(world: World) -> None:
    card = await _ask(world, secret="named")
    assert "Names show beside the choices." in text(card)
    await _vote(world, card, "Thursday", CLEO)
    assert "Thursday: Cleo Duarte" in text(await _now(world))


async def test_after_the_close_no_vote_counts(world: World) -> None:
    card = await _ask(world)
    value = values_of(card, "question.vote")[0]
    await world.until((await _poll(world)).closes_at)
    assert sentence(cards.OVER) in text(await world.click(CLEO, "question.vote", value))


async def test_its_author_and_organisers_change_close_and_open_it_again(world: World) -> None:
    card = await _ask(world)
    number = value_of(card, "question.manage")
    assert sentence(answers.NOT_YOURS) in text(await world.click(CLEO, "question.manage", number))
    assert "Close it now" in labels(await world.click(ADA, "question.manage", number))
    assert sentence(answers.NOT_YOURS) in text(await world.click(CLEO, "question.close", number))

    await _vote(world, card, "Thursday", CLEO)
    form = form_of(await world.click(BEN, "question.change", number))
    kept = await world.submit(BEN, form, {"choices": "Monday\nTuesday"})
    assert complaints(kept) == {"choices": answers.VOTED_ALREADY}
    unmasked = await world.submit(BEN, form, {"secret": "named"})
    assert complaints(unmasked) == {"secret": answers.VOTED_ALREADY}
    assert "open until" in text(await world.submit(BEN, form, {"closes": "in 3 days"}))
    await world.pass_time(days=2)
    assert (await _poll(world)).state == "open"

    await world.click(ADA, "question.close", number)
    assert "Thursday." in text(await _now(world))
    await world.click(BEN, "question.reopen", number)
    assert labels(await _now(world), "question.vote") == ["Thursday", "Friday"]
    await world.pass_time(days=2)
    assert (await _poll(world)).state == "closed"


async def test_two_changes_at_once_leave_one_close(world: World) -> None:
    card = await _ask(world)
    number = value_of(card, "question.manage")
    form = form_of(await world.click(BEN, "question.change", number))
    await world.submit(BEN, form, {"closes": "in 2 days"})
    await world.submit(BEN, form, {"closes": "in 4 days"})
    await world.pass_time(days=3)
    assert (await _poll(world)).state == "open"
    await world.pass_time(days=2)
    assert (await _poll(world)).state == "closed"


async def test_it_opens_later_and_again_until_somebody_ends_it(world: World) -> None:
    await world.fill(
        BEN,
        "/poll Tea or coffee?",
        {"opens": "tomorrow 10:00", "closes": "in 1 day", "repeat": "w1"},
    )
    await world.pass_time(minutes=1)
    assert await world.posts(LUNCH) == []
    await world.pass_time(days=1, hours=2)
    assert len(await world.posts(LUNCH, "Tea or coffee?")) == 1
    await world.pass_time(weeks=2)
    assert len(await world.posts(LUNCH, "Tea or coffee?")) == 3

    managed = await world.click(BEN, "question.manage", 3)
    assert "I'll ask it again on" in text(managed)
    await world.click(BEN, "question.stop", value_of(managed, "question.stop"))
    await world.pass_time(weeks=3)
    assert len(await world.posts(LUNCH, "Tea or coffee?")) == 3


async def test_whoever_planned_one_hears_that_its_channel_is_closed(world: World) -> None:
    await world.fill(BEN, "/poll Tea or coffee?", {"opens": "tomorrow 10:00", "closes": "in 1 day"})
    await world.pass_time(hours=24)  # 9:00
    async with world.database.transaction() as tx:
        await rest_channel(tx, HOME, LUNCH, "Invite me to it again.", world.now)
    await world.pass_time(hours=2)
    assert await world.posts(LUNCH) == []
    [told] = await world.dms(BEN, "Your poll didn't open")
    assert "Invite me to it again." in text(told)


async def test_organisers_may_keep_polls_to_themselves(world: World) -> None:
    assert "Anybody can ask a poll." in text(await world.say(ADA, "/mingle polls"))
    form = form_of(await world.say(BEN, "/poll Tea or coffee?"))
    await world.click(ADA, "polls.limit", "organisers")
    assert sentence(answers.ONLY_ORGANISERS) in text(await world.say(BEN, "/poll Tea or coffee?"))
    assert sentence(answers.ONLY_ORGANISERS) in text(await world.submit(BEN, form))
    assert isinstance(form_of(await world.say(ADA, "/poll Tea or coffee?")), Form)
    assert "Anybody can ask a poll." in text(await world.say(ADA, "/mingle polls who:everybody"))


async def test_many_choices_come_in_a_menu_that_every_platform_takes(world: World) -> None:
    listed = "\n".join(f"place {number}" for number in range(25))
    await _ask(world, choices=listed)
    choice = str((await world_choices(world))[7])
    mine = await world.click(CLEO, "question.choose", "1", choice=choice)
    assert "You chose place 7." in text(mine)


async def world_choices(world: World) -> list[int]:
    async with world.database.read_transaction() as tx:
        return [choice.id for choice in await records.list_choices(tx, await _poll(world))]


async def test_who_leaves_has_no_vote_and_opens_no_poll_any_more(world: World) -> None:
    card = await _ask(world)
    await _vote(world, card, "Thursday", CLEO)
    await world.fill(CLEO, "/poll Tea or coffee?", {"opens": "tomorrow 10:00"})
    async with world.database.transaction() as tx:
        await emit(tx, PersonLeft(HOME, world.now, CLEO))
        assert await records.count_votes(tx, await _poll(world)) == {}
    await world.pass_time(days=2)
    assert await world.posts(LUNCH, "Tea or coffee?") == []


async def test_a_poll_can_be_voted_on_by_everybody_at_once(world: World) -> None:
    card = await _ask(world)
    for person in PEOPLE:
        await _vote(world, card, "Friday", person)
    await world.pass_time(days=1, hours=8)
    assert "Friday." in text(await _now(world))
    assert (await _poll(world)).closed_at
    assert world.now - timedelta(days=2) < (await _poll(world)).opens_at
