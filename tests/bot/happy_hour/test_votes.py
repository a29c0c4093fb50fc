"""Vote in one click or two, in secret, as often as one likes, until just before the close."""

import asyncio
from datetime import timedelta
from itertools import pairwise
from typing import Any

from bot.core.dispatch import dispatch
from bot.core.interactions import Invocation, Reply
from bot.core.platform import MessageRef, TemporaryError
from bot.events import records as events
from bot.features import ROUTER
from bot.happy_hour import poll_open, records
from bot.happy_hour.rules import Poll
from bot.happy_hour.settings import PollSettings
from bot.happy_hour.views import ballots, organisers, polls, proposals
from bot.store.engine import Database
from bot.ui.cards import Card, as_text
from bot.venues import records as venues
from jobs.engine.delivery import Delivery
from tests.doubles.fakes import FakeChat
from tests.factories.polls import find_poll, list_options, make_poll
from tests.reading import controls, form_of, sentence, text
from tests.world import ADA, BEN, CLEO, DINA, EMIL, FATMA, HOME, MONDAY, PEOPLE, World


async def card(world: World, who: str = BEN) -> Card:
    """Return the card of the poll in the channel."""
    await world.pass_time(minutes=1)
    return next(
        card for card in reversed(await world.inbox(who)) if card.title.startswith("Happy hour:")
    )


async def evening(world: World) -> Any:
    async with world.database.read_transaction() as tx:
        found = await events.upcoming_events(
            tx, HOME, world.now, kinds=("happy_hour",), states=("open", "cancelled")
        )
    return found[0] if found else None


async def test_how_votes_are_counted_stands_behind_a_button(world: World) -> None:
    await make_poll(world)
    shown = text(await card(world))
    assert "Closes" in shown
    assert "counts two" not in shown
    told = text(await world.click(BEN, "poll.counting", await world.button(BEN, "poll.counting")))
    assert "“Works” counts two" in told
    assert "the soonest" in told


async def test_one_click_says_that_it_works_and_a_second_that_it_does_if_need_be(
    world: World,
) -> None:
    poll = await make_poll(world)
    [first, *_] = [item for item in controls(await card(world)) if item.action == "poll.works"]
    answer = await world.click(BEN, "poll.works", first.value)
    assert "Wed 18 Mar, 17:30: works for you" in text(answer)
    assert isinstance(answer, Reply)
    [need] = [item for item in controls(answer.card) if item.action == "poll.need"]
    assert "Wed 18 Mar, 17:30: works if need be" in text(
        await world.click(BEN, "poll.need", need.value)
    )
    assert "Nothing works for you so far" in text(await world.click(BEN, "poll.none", need.value))
    assert (await find_poll(world, poll.id)).state == "open"


async def test_who_votes_for_what_and_what_leads_is_seen_by_nobody_before_the_close(
    world: World,
) -> None:
    poll = await make_poll(world)
    [date, *_] = await list_options(world, poll)
    for who in PEOPLE[:6]:
        await world.click(who, "poll.works", date.id)
    for who in (ADA, BEN):
        shown = as_text(await card(world, who))
        assert "voted" not in shown
        assert "works for 6" not in shown
    assert "voted" not in text(await world.say(ADA, "/happyhour polls"))
    await world.click(ADA, "poll.show", poll.id)
    shown = as_text(await card(world))
    assert "Results show as votes come in" in shown
    assert "What works for 9 people or more shows here." in shown
    await world.until(poll.closes_at)
    assert "works for 6" not in as_text(await card(world))


async def test_the_form_takes_all_answers_and_gives_back_a_choice_made_twice(world: World) -> None:
    poll = await make_poll(world)
    dates = [str(one.id) for one in await list_options(world, poll) if one.starts_at]
    form = form_of(await world.click(BEN, "poll.ballot", poll.id))
    twice = await world.submit(BEN, form, {"dates_works": (dates[0],), "dates_need": (dates[0],)})
    assert twice.errors == {"dates_need": ballots.BOTH}  # type: ignore[union-attr]
    answer = text(
        await world.submit(BEN, form, {"dates_works": (dates[0],), "dates_need": (dates[2],)})
    )
    assert "18 Mar, 17:30: works for you" in answer
    assert "26 Mar, 17:30: works if need be" in answer


async def test_a_vote_counts_just_before_the_closing_instant_and_not_at_it(world: World) -> None:
    poll = await make_poll(world)
    [date, *_] = await list_options(world, poll)
    await world.clock.move_to(poll.closes_at - timedelta(microseconds=1))
    assert "works for you" in text(await world.click(BEN, "poll.works", date.id))
    await world.clock.move_to(poll.closes_at)
    assert polls.OVER in text(await world.click(CLEO, "poll.works", date.id))


async def test_a_poll_that_closes_while_mingle_is_down_is_decided_by_its_deadline(
    world: World,
) -> None:
    poll = await make_poll(world)
    date, other, *_ = await list_options(world, poll)
    await world.click(BEN, "poll.works", date.id)
    await world.clock.move_to(poll.closes_at + timedelta(days=2))
    for who in (CLEO, DINA):
        assert polls.OVER in text(await world.click(who, "poll.works", other.id))
    await world.pass_time(minutes=1)
    assert (await evening(world)).starts_at == date.starts_at


async def test_without_a_vote_organisers_are_told_with_two_next_steps_and_the_lunch_stands(
    world: World,
) -> None:
    poll = await make_poll(world)
    await world.until(poll.closes_at)
    assert await evening(world) is None
    assert any(
        sentence(organisers.no_votes_text(lunch=True)) in as_text(c) for c in await world.inbox(ADA)
    )
    assert any(c.title == polls.LUNCH for c in await world.inbox(BEN))
    await world.click(ADA, "poll.take", await world.button(ADA, "poll.take"))
    assert (await evening(world)).place == "Birke"  # in Kreuzberg; the lunch is in Mitte
    again = await world.click(ADA, "poll.take", poll.id)
    assert sentence(organisers.no_longer()) in text(again)
    await world.pass_time(minutes=1)
    [settled] = await world.dms(ADA, f"{poll.title}: settled")
    assert not {"poll.take", "poll.reopen"} & {item.action for item in controls(settled)}


async def test_opened_again_the_poll_changes_the_evening_and_calendars_keep_their_entry(
    world: World,
) -> None:
    poll = await make_poll(world)
    first, second, *_ = await list_options(world, poll)
    await world.click(BEN, "poll.works", second.id)
    await world.until(poll.closes_at)
    before = await evening(world)
    await world.click(FATMA, "event.answer", f"{before.id}:going")
    await world.click(ADA, "poll.reopen", poll.id)
    for who in (CLEO, DINA):
        await world.click(who, "poll.works", first.id)
    await world.click(ADA, "poll.close", poll.id)
    after = await evening(world)
    assert (after.uid, after.sequence) == (before.uid, before.sequence + 1)
    assert (before.starts_at, after.starts_at) == (second.starts_at, first.starts_at)
    await world.pass_time(minutes=1)
    assert any("18 Mar" in as_text(c) and "Changed" in as_text(c) for c in await world.inbox(FATMA))


async def test_who_asked_for_it_is_reminded_a_day_before_and_nobody_after_an_early_close(
    world: World,
) -> None:
    poll = await make_poll(world)
    [date, *_] = await list_options(world, poll)
    for who in (BEN, CLEO):
        await world.click(who, "poll.remind", poll.id)
    await world.click(BEN, "poll.works", date.id)
    await world.until(poll.closes_at - timedelta(hours=23))
    reminded = {
        who for who in PEOPLE for c in await world.inbox(who) if c.title == "Happy hour: your say?"
    }
    assert reminded == {CLEO}
    other = await make_poll(world, repeat="no", dates="Thu 19 March 6pm\nTue 24 March 6pm")
    await world.click(ADA, "poll.close", other.id)
    await world.pass_time(days=4)
    assert len(await world.outbox(CLEO, "poll.reminder")) == 1


async def test_a_member_proposes_a_place_and_an_organiser_puts_it_on_the_poll(world: World) -> None:
    poll = await make_poll(world)
    form = form_of(await world.click(BEN, "poll.propose", poll.id))
    assert "goes to your organisers" in text(
        await world.submit(BEN, form, {"name": "Zur Post", "part": "Mitte"})
    )
    assert "Zur Post" not in as_text(await card(world))
    known = await world.submit(CLEO, form, {"name": "zur post"})
    assert known.errors == {"name": proposals.KNOWN}  # type: ignore[union-attr]
    number = await world.button(ADA, "poll.approve")
    await world.click(ADA, "poll.approve", number)
    assert "Zur Post" in as_text(await card(world))
    await world.click(EMIL, "poll.works", number)
    await world.until(poll.closes_at)
    assert (await evening(world)).place == "Zur Post"
    assert "stands on the poll now" in "\n".join(as_text(c) for c in await world.inbox(BEN))


async def test_a_place_that_closed_down_can_neither_be_chosen_nor_win(world: World) -> None:
    poll = await make_poll(world)
    options = await list_options(world, poll)
    gone = next(one for one in options if one.venue)
    for who in PEOPLE[:5]:
        await world.click(who, "poll.works", gone.id)
    await world.click(ADA, "venue.remove", gone.venue)
    assert polls.OFF_THE_LIST in text(await world.click(FATMA, "poll.works", gone.id))
    await world.until(poll.closes_at)
    found = await evening(world)
    assert found.place
    assert found.place != "Anker"


async def test_a_tie_goes_to_the_part_of_town_where_we_were_longest_ago(world: World) -> None:
    first = await make_poll(world, repeat="no", venues=("1", "2"), dates="Thu 12 March 6pm")
    await world.click(BEN, "poll.works", (await list_options(world, first))[1].id)
    await world.until(first.closes_at)
    assert (await evening(world)).place == "Anker"  # in Mitte
    second = await make_poll(
        world, repeat="no", venues=("6", "7"), dates="Thu 26 March 6pm", deadline="in 2 days"
    )
    for option in (await list_options(world, second))[1:]:
        await world.click(BEN, "poll.works", option.id)
    await world.until(second.closes_at + timedelta(minutes=1))
    shown = next(as_text(c) for c in reversed(await world.inbox(BEN)) if "it is decided" in c.title)
    assert ", Garten" in shown  # in Kreuzberg; Falke is in Mitte
    assert (
        "Several places were level: the one whose part of town we visited longest ago wins."
        in shown
    )


async def test_the_wish_for_no_alcohol_stays_with_whoever_has_it(world: World) -> None:
    await world.click(BEN, "happy_hour.wish", "dry")
    poll = await make_poll(world)
    [date, *_] = await list_options(world, poll)
    assert "the lunch Wed 11 Mar" in text(await world.click(BEN, "poll.works", date.id))
    assert "the lunch" not in text(await world.click(CLEO, "poll.works", date.id))
    assert "You'd rather go without" in text(await world.say(BEN, "/happyhour wish"))


VOTERS = 500


async def test_five_hundred_votes_in_ten_seconds_are_all_kept_with_at_most_one_edit_a_second(
    database: Database,
) -> None:
    chat, wall = FakeChat(), [MONDAY]
    edits: list[Any] = []
    chat.after = lambda what: edits.append(wall[0]) if what == "edit" else None

    async def counted(*_: Any) -> None:
        """Nobody is counted here."""

    delivery = Delivery(
        database, ROUTER, lambda _: chat, counted, lambda: wall[0], timedelta(seconds=1)
    )
    poll, options = await _posted(database)
    await delivery.deliver_due("w", MONDAY)
    for tenth in range(100):
        wall[0] = MONDAY + timedelta(seconds=tenth / 10)
        some = range(tenth * 5, tenth * 5 + 5)
        await asyncio.gather(
            *(dispatch(ROUTER, database, _vote(n, options[n % 2], wall[0])) for n in some)
        )
        await delivery.refresh_cards("w", wall[0])
    wall[0] += timedelta(seconds=1)
    await delivery.refresh_cards("w", wall[0])
    assert all(later - earlier >= timedelta(seconds=1) for earlier, later in pairwise(edits))
    assert 9 <= len(edits) <= 12
    assert f"{VOTERS} people have voted" in as_text(chat.edits[-1][1])
    async with database.read_transaction() as tx:
        tally = await records.count_votes(tx, poll)
    assert [tally[option].works for option in options[:2]] == [VOTERS // 2, VOTERS // 2]
    assert isinstance(chat.edits[-1][0], MessageRef)


async def test_a_poll_is_left_alone_for_as_long_as_the_chat_asks_and_then_shows_the_vote(
    database: Database,
) -> None:
    chat, wall = FakeChat(), [MONDAY]

    async def counted(*_: Any) -> None:
        """Nobody is counted here."""

    delivery = Delivery(database, ROUTER, lambda _: chat, counted, lambda: wall[0])
    _, options = await _posted(database)
    await delivery.deliver_due("w", MONDAY)
    tries: list[str] = []

    def refuse(what: str) -> None:
        tries.append(what)
        raise TemporaryError("later", retry_after=600)

    chat.before = refuse
    await dispatch(ROUTER, database, _vote(1, options[0], wall[0]))
    for minute in range(10):
        wall[0] = MONDAY + timedelta(minutes=minute)
        await delivery.refresh_cards("w", wall[0])
    assert tries == ["edit"]

    chat.before = lambda _what: None
    wall[0] = MONDAY + timedelta(minutes=10)
    await delivery.refresh_cards("w", wall[0])
    assert len(chat.edits) == 1


def _vote(number: int, option: int, now: Any) -> Invocation:
    return Invocation(
        f"g{number}", "w", f"w/p{number}", f"P {number}", now, "button", "poll.works", str(option)
    )


async def _posted(database: Database) -> tuple[Poll, list[int]]:
    async with database.transaction() as tx:
        places = [
            await venues.upsert_venue(tx, "w", "", MONDAY, name=name, good_for="evening")
            for name in ("Anker", "Birke")
        ]
        days = [MONDAY + timedelta(days=days) for days in (9, 10)]
        options: list[dict[str, Any]] = [
            *({"starts_at": day} for day in days),
            *({"venue": place} for place in places),
        ]
        where = {
            "channel": "w/lunch",
            "title": "Happy hour",
            "zone": "UTC",
            "organiser": "w/ada",
            "settings": PollSettings(),
        }
        when = {
            "closes_at": MONDAY + timedelta(days=3),
            "lunch_at": days[0],
            "lunch_venue": None,
            "made_at": MONDAY,
        }
        poll = await records.create_draft(tx, "w", options, **where, **when)
        await poll_open.publish_poll(tx, poll, MONDAY, solicited=True)
        return poll, [one.id for one in await records.list_options(tx, poll)]


async def test_a_reminder_to_vote_ends_with_the_poll(world: World) -> None:
    poll = await make_poll(world)
    await world.click(CLEO, "poll.remind", poll.id)
    await world.until(poll.closes_at - timedelta(hours=20))
    assert await world.dms(CLEO, "Happy hour: your say?")
    await world.until(poll.closes_at + timedelta(minutes=5))
    assert not await world.dms(CLEO, "Happy hour: your say?")
    [closed, *_] = [card for card in await world.dms(CLEO) if "poll.ballot" not in _actions(card)]
    assert not [action for action in _actions(closed) if action.startswith("poll.")]


async def test_the_question_about_a_place_ends_when_it_is_settled_or_the_poll_closes(
    world: World,
) -> None:
    poll = await make_poll(world)
    form = form_of(await world.click(BEN, "poll.propose", poll.id))
    for name in ("Zur Post", "Zur Sonne"):
        await world.submit(BEN, form, {"name": name, "part": "Mitte"})
    await world.pass_time(days=1)
    first, *_ = await world.buttons(ADA, "poll.approve")
    await world.click(ADA, "poll.approve", first)
    await world.pass_time(minutes=1)
    asked = "\n".join(text(card) for card in await world.dms(ADA, "A place for the poll?"))
    assert "stands on the poll and on the list of places now." in asked
    await world.until(poll.closes_at + timedelta(minutes=5))
    assert not await world.buttons(ADA, "poll.approve")


def _actions(card: Card) -> list[str]:
    return [control.action for control in controls(card)]
