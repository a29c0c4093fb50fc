"""Introductions that the platform refuses: everybody hears why, and what comes next."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from adapters.playground.post import Playground
from bot.core.platform import (
    MessageRef,
    PeopleGone,
    PeopleUnreachable,
    PermanentError,
    PermissionMissing,
)
from bot.core.tables import outbox_message
from bot.pairings.rounds.history import load_history
from bot.pairings.tables import pairing_group, pairing_round
from bot.people.departures import record_departures
from bot.store.engine import Database
from bot.ui.cards import Card
from jobs.simulation.referee.claims import load_claims
from tests.factories.programs import (
    BOSS,
    EATERS,
    TUESDAY,
    find_program,
    join_program,
    make_eaters,
    pairing_world,
    set_up_program,
)
from tests.factories.tables import JUN, PRIYA, TOM
from tests.jobs.pairing_rounds import begin_program
from tests.reading import button_values, mentions, text, titles, value_of
from tests.world import HOME, LUNCH, World

MINUTE = timedelta(minutes=1)
WEEK = timedelta(weeks=1)

Refuse = Callable[[Sequence[str]], None]


@pytest.fixture
async def world(database: Database) -> World:
    return await pairing_world(database)


def refuse_introductions(world: World, refuse: Refuse) -> None:
    """Let the chat refuse conversations of several people, as `refuse` raises."""
    chat = world.chats[HOME].playground
    open_conversation = chat.introduce

    async def introduce(people: Sequence[str], card: Card, key: str) -> MessageRef:
        refuse(people)
        return await open_conversation(people, card, key)

    chat.introduce = introduce  # type: ignore[method-assign]


def refuse_dms(world: World, *to: str) -> None:
    """Let the chat refuse direct messages to people."""
    chat = world.chats[HOME].playground
    send = chat.send_dm

    async def send_dm(person: str, card: Card, key: str) -> MessageRef:
        if person in to:
            raise PeopleUnreachable("That person takes no direct messages.", [person])
        return await send(person, card, key)

    chat.send_dm = send_dm  # type: ignore[method-assign]


def no_group_dms(_people: Sequence[str]) -> None:
    raise PermissionMissing("Install the app again.", ["mpim:write"])


def cannot_reach(*hidden: str) -> Refuse:
    def refuse(people: Sequence[str]) -> None:
        unreachable = [person for person in people if person in hidden]
        if unreachable:
            raise PeopleUnreachable("I may not write to that person.", unreachable)

    return refuse


async def draw(world: World, *people: str, **changes: str) -> None:
    await world.command(BOSS, "mingle help")  # so that Mingle knows who organises
    await make_eaters(world, *people)
    await set_up_program(world, **changes)
    await join_program(world, *people)
    await world.until(TUESDAY + MINUTE)


async def states(world: World) -> list[str]:
    return [row.state for row in await world.select_all(pairing_group)]


async def history(world: World) -> list[list[list[str]]]:
    program = await find_program(world)
    async with world.database.read_transaction() as tx:
        past = await load_history(tx, program, TUESDAY.date() + WEEK)
    return [[list(group) for group in groups] for groups in past.rounds]


async def test_without_group_dms_each_is_told_in_a_dm_of_their_own_who_the_other_is(
    world: World,
) -> None:
    refuse_introductions(world, no_group_dms)
    await draw(world, TOM, PRIYA)
    for person, other in ((TOM, PRIYA), (PRIYA, TOM)):
        [card] = await world.dms(person, "meet")
        assert other in mentions(card)
        assert "write to each other directly" in text(card)
    assert await states(world) == ["open"]
    [note] = await world.dms(BOSS, "Introductions that were refused")
    assert "mpim:write" in text(note)
    assert "#lunch" in text(note)
    assert "Tom X" in text(note)
    assert "lunch.again" not in button_values(note)


async def test_a_person_who_cannot_be_written_to_undoes_a_pair_in_kind_words(world: World) -> None:
    refuse_introductions(world, cannot_reach(PRIYA))
    refuse_dms(world, PRIYA)
    await draw(world, TOM, PRIYA)
    [told] = await world.dms(TOM, "Your match fell through")
    assert "first in line for your next round" in text(told)
    assert "Priya" not in text(told)
    assert set(button_values(told)) == {"lunch.rescue", "table.open"}
    [report] = await world.posts(LUNCH, "No introductions this time")
    assert "fell through" in text(report)
    [note] = await world.dms(BOSS, "Introductions that were refused")
    assert mentions(note) == {PRIYA}
    assert await states(world) == ["undone"]


async def test_an_undone_group_has_not_met_and_is_first_in_line(world: World) -> None:
    refuse_introductions(world, cannot_reach(PRIYA))
    await draw(world, TOM, PRIYA)
    [groups] = await history(world)
    assert sorted(groups) == [[PRIYA], [TOM]]


async def test_nobody_is_asked_whether_they_met_whom_they_were_never_introduced_to(
    world: World,
) -> None:
    refuse_introductions(world, cannot_reach(PRIYA))
    await draw(world, TOM, PRIYA)
    await world.pass_time(days=6, hours=20)
    assert not [title for title in titles(await world.dms(TOM)) if "meet?" in title]


async def test_two_of_three_go_ahead_when_the_third_cannot_be_written_to(world: World) -> None:
    refuse_introductions(world, cannot_reach(JUN))
    await draw(world, TOM, PRIYA, JUN, size="3")
    [(people, card)] = await world.introductions()
    assert set(people) == {TOM, PRIYA}
    assert JUN not in mentions(card)
    [told] = await world.dms(JUN, "I couldn't introduce you")
    assert "first in line" in text(told)
    [groups] = await history(world)
    assert sorted(map(sorted, groups)) == [[JUN], [PRIYA, TOM]]
    [report] = await world.posts(LUNCH, "lunches are set")
    assert "Introductions go out in private" in text(report)


async def test_somebody_who_left_is_written_to_no_more(world: World) -> None:
    def gone(people: Sequence[str]) -> None:
        raise PeopleGone("gone", [PRIYA])

    refuse_introductions(world, gone)
    await draw(world, TOM, PRIYA)
    assert await world.dms(TOM, "Your match fell through")
    assert not [card for card in await world.dms(PRIYA) if "fell through" in card.title]
    assert not await world.dms(BOSS, "Introductions that were refused")


async def test_the_note_about_refused_introductions_names_nobody_who_has_left_since(
    world: World,
) -> None:
    refuse_introductions(world, no_group_dms)
    await draw(world, TOM, PRIYA)
    async with world.database.transaction() as tx:
        await record_departures(tx, HOME, [TOM], world.now)
    await world.pass_time(minutes=1)
    [note] = await world.dms(BOSS, "Introductions that were refused")
    assert "It concerns Priya X." in text(note)
    assert "Tom X" not in text(note)


async def test_the_organiser_tries_again_and_the_group_is_introduced_once(world: World) -> None:
    hidden = [PRIYA]

    def refuse(people: Sequence[str]) -> None:
        cannot_reach(*hidden)(people)

    refuse_introductions(world, refuse)
    await draw(world, TOM, PRIYA)
    [note] = await world.dms(BOSS, "Introductions that were refused")
    number = button_values(note)["lunch.again"]
    assert "organisers" in text(await world.click(TOM, "lunch.again", number)).lower()

    hidden.clear()
    assert "one group" in text(await world.click(BOSS, "lunch.again", number))
    assert "Nobody to introduce" in text(await world.click(BOSS, "lunch.again", number))
    await world.pass_time(minutes=1)
    [(people, _)] = await world.introductions()
    assert set(people) == {TOM, PRIYA}
    assert await world.dms(TOM, "It worked out after all")
    assert await world.posts(LUNCH, "lunches are set")
    assert await world.dms(BOSS, "Introductions are through")


async def test_the_partner_left_over_finds_other_company(world: World) -> None:
    refuse_introductions(world, cannot_reach(PRIYA, EATERS[4]))
    await draw(world, *EATERS[:6])
    undone = [row.id for row in await world.select_all(pairing_group) if row.state == "undone"]
    assert undone
    left = [person for person in EATERS[:6] if await world.dms(person, "Your match fell through")]
    for person in left:
        await world.click(person, "lunch.rescue", await world.button(person, "lunch.rescue"))
    await world.pass_time(minutes=1)
    if len(left) == 2:
        assert (await world.introductions())[-1][0] in (tuple(left), tuple(reversed(left)))
        assert await world.dms(left[0], "You have other company")
        [groups] = await history(world)
        assert not [group for group in groups if group == [left[0]]]


async def test_any_other_refusal_is_introduced_in_direct_messages(world: World) -> None:
    def refuse(_people: Sequence[str]) -> None:
        raise PermanentError("Slack said no: new_reason.")

    refuse_introductions(world, refuse)
    refuse_dms(world, PRIYA)
    await draw(world, TOM, PRIYA)
    assert await states(world) == ["undone"]
    assert await world.dms(TOM, "Your match fell through")
    [note] = await world.dms(BOSS, "Introductions that were refused")
    assert "new_reason" in text(note)


@pytest.mark.parametrize(("unreachable", "unsent"), [((), 0), ((PRIYA,), 1)])
async def test_whoever_is_introduced_one_by_one_counts_as_introduced_to_the_referee(
    world: World, unreachable: Sequence[str], unsent: int
) -> None:
    def refuse(_people: Sequence[str]) -> None:
        raise PermissionMissing("I may not open group conversations.", ["group conversations"])

    refuse_introductions(world, refuse)
    refuse_dms(world, *unreachable)
    await draw(world, TOM, PRIYA)
    [note] = await world.dms(BOSS, "Introductions that were refused")
    assert text(note).count("group conversations") == 1
    async with world.database.read_transaction() as tx:
        rounds = await tx.scalars(select(pairing_round.c.id))
        claims = await load_claims(tx, HOME, world.now, rounds)
    assert sum(claims.unsent.values()) == unsent


async def test_a_rematch_that_goes_one_by_one_needs_no_place_in_a_full_week(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await begin_program(world, *EATERS[:4])
    await world.until(TUESDAY)

    async def refuse(*_given: object) -> None:
        raise PermissionMissing("I may not open group conversations.", ["group conversations"])

    monkeypatch.setattr(Playground, "introduce", refuse)
    for people, card in await world.introductions():
        number = value_of(card, "lunch.cant")
        await world.click(people[1], "lunch.cant", number)
        await world.click(people[0], "lunch.rescue", number)
    await world.pass_time(minutes=5)
    rows = await world.select_all(outbox_message)
    one_by_one = [row for row in rows if row.key.startswith("group:3:intro:")]
    assert [(row.state, row.solicited) for row in one_by_one] == [("sent", True)] * 2


async def test_whoever_finds_company_that_has_just_left_hears_that_it_fell_through(
    world: World,
) -> None:
    await begin_program(world, TOM)
    await world.until(TUESDAY + timedelta(days=1))

    def gone(people: Sequence[str]) -> None:
        raise PeopleGone("gone", [PRIYA])

    refuse_introductions(world, gone)
    await make_eaters(world, PRIYA)
    assert "I've matched you with Tom X." in text(await world.command(PRIYA, "mingle join"))
    await world.pass_time(hours=30)
    assert await world.dms(TOM, "Your match fell through")
    assert not await world.dms(TOM, "You have other company")
