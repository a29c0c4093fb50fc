"""What people who leave held goes to others at once, and nobody waits for them."""

from bot.core.platform import ChannelMember
from bot.happy_hour.tables import vote
from bot.people import records as people
from jobs.channel_members import save_members
from tests.factories.events import announcement, make_event, rsvp, told_about
from tests.factories.people import leave_company
from tests.factories.polls import make_poll, make_venues
from tests.reading import button_values, form_of, text, value_of
from tests.world import ADA, BEN, CLEO, DINA, HOME, LUNCH, PROMPTS, World

OPEN_TABLE = '/lunch tomorrow 12:30 seats:3 at:"Ramen bar"'


async def test_whoever_waits_for_a_seat_moves_up(world: World) -> None:
    event = await make_event(world, {"capacity": "2"})
    await rsvp(world, CLEO, event, "going")
    await rsvp(world, DINA, event, "going")
    assert await told_about(world, DINA, "Board games") == []
    await leave_company(world, CLEO)
    assert len(await told_about(world, DINA, "Board games")) == 1
    assert "Cleo" not in text(await announcement(world))


async def test_the_next_of_those_going_is_asked_to_host_and_organisers_hear(world: World) -> None:
    event = await make_event(world)
    await rsvp(world, CLEO, event, "going")
    await leave_company(world, BEN)
    await world.pass_time(days=1)

    [asked] = await world.dms(CLEO, "Would you host Board games?")
    assert "event.host_yes" in button_values(asked)
    [told] = await world.dms(ADA, "Board games needs a host")
    assert "I've asked Cleo Duarte" in text(told)
    assert "Ben" not in text(await announcement(world))


async def test_an_organiser_can_host_where_nobody_is_left_to_ask(world: World) -> None:
    event = await make_event(world)
    await rsvp(world, CLEO, event, "going")
    await leave_company(world, BEN)
    await world.click(CLEO, "event.host_no", await world.button(CLEO, "event.host_no"))
    await world.pass_time(days=1)

    told = (await world.dms(ADA, "Board games needs a host"))[-1]
    assert "No one who's going can be asked" in text(told)
    await world.click(ADA, "event.host_me", event)
    await world.pass_time(minutes=1)
    assert "Ada Wolf" in text(await announcement(world))


async def test_a_seat_at_a_table_is_free_again_and_the_next_guest_hosts(world: World) -> None:
    await world.say(BEN, OPEN_TABLE)
    await world.pass_time(minutes=1)
    await world.click(CLEO, "table.join", await world.button(CLEO, "table.join"))
    await leave_company(world, BEN)

    [told] = await world.dms(CLEO, "You host a table")
    assert "Ben Marsh" in text(told)
    [card] = await world.posts(LUNCH)
    assert "Ben" not in text(card)


async def test_who_asked_somebody_to_lunch_hears_that_they_are_gone(world: World) -> None:
    await world.say(CLEO, "/mingle me")
    await world.command(BEN, "lunch with", {"person": CLEO, "when": "tomorrow 12:30"})
    await world.pass_time(minutes=1)
    await leave_company(world, CLEO)
    [told] = await world.dms(BEN, "Your guest has left")
    assert "Cleo Duarte" in text(told)


async def test_votes_of_leavers_are_not_counted(world: World) -> None:
    await make_venues(world.database)
    poll = await make_poll(world)
    for person in (BEN, CLEO):
        ballot = form_of(await world.click(person, "poll.ballot", poll.id))
        await world.submit(person, ballot, {"dates_works": ("1",)})
    await leave_company(world, CLEO)
    assert {row.person for row in await world.select_all(vote)} == {BEN}


async def test_the_member_sync_finds_who_has_left_and_who_is_back(world: World) -> None:
    await world.say(BEN, OPEN_TABLE)
    gone = [ChannelMember(BEN, "", left=True)]
    async with world.database.transaction() as tx:
        await save_members(tx, HOME, LUNCH, gone, world.now, True)
    await world.pass_time(minutes=1)
    [card] = await world.posts(LUNCH)
    assert card.title == "Ben's table is off"

    back = [ChannelMember(BEN, "Ben Marsh", "Europe/Berlin")]
    async with world.database.transaction() as tx:
        await save_members(tx, HOME, LUNCH, back, world.now, True)
        ben = await people.find_person(tx, HOME, BEN)
    assert ben
    assert not ben.left


async def test_whoever_writes_again_is_back(world: World) -> None:
    await world.say(CLEO, "/mingle me")
    await leave_company(world, CLEO)
    await world.say(CLEO, "/mingle me")
    async with world.database.read_transaction() as tx:
        cleo = await people.find_person(tx, HOME, CLEO)
    assert cleo
    assert not cleo.left


async def test_what_leavers_wrote_and_suggested_no_longer_names_them(world: World) -> None:
    await world.fill(ADA, "/prompt setup", {"channel": PROMPTS})
    suggested = {"text": "Have lunch with somebody who sits by the other window."}
    await world.command(BEN, "prompt suggest", suggested)
    await world.pass_time(days=1)
    [asked] = await world.dms(ADA, "A suggestion for the deck")
    assert "Ben Marsh suggests" in text(asked)

    await world.pass_time(days=6)
    [shown] = await world.posts(PROMPTS, "prompt")
    did = form_of(await world.click(BEN, "prompt.did", value_of(shown, "prompt.did")))
    await world.submit(BEN, did, {"text": "Ask twice.", "share": "named"})
    await world.pass_time(minutes=1)
    assert "Ben Marsh" in text((await world.posts(PROMPTS, "prompt"))[0])

    await leave_company(world, BEN)
    [asked] = await world.dms(ADA, "A suggestion for the deck")
    assert "Somebody suggests" in text(asked)
    assert "Ask twice." not in text((await world.posts(PROMPTS, "prompt"))[0])
