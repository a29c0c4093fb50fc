"""What people do to an event in Discord's own list counts for Mingle as well."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from adapters.discord import ids, strings
from adapters.discord.scheduled_events import MAX_DESCRIPTION, MAX_LOCATION
from bot.events.tables import event as event_table
from bot.events.tables import event_change, rsvp
from bot.people.erasure import erase_person
from bot.store.engine import Database
from tests.adapters.discord.workspace import DiscordWorkspace, open_workspace
from tests.doubles.discord import User
from tests.doubles.discord.state import ScheduledEvent

PATIENCE = 20.0  # seconds of the machine, in which Mingle hears of something


@pytest.fixture
async def server(database: Database) -> AsyncIterator["Evening"]:
    async with open_workspace(database) as workspace:
        evening = Evening(workspace)
        await evening.plan()
        yield evening


class Evening:
    """A server with an evening of board games, which Grace plans."""

    def __init__(self, workspace: DiscordWorkspace) -> None:
        self.workspace = workspace
        self.tom, self.amara, self.jun = workspace.people[:3]

    async def plan(self, seats: str = "", place: str = "Ola's") -> None:
        space = self.workspace
        await space.say(space.manager, "events new", when="Thursday 18:00")
        details = {"title": "Board games", "place": place, "capacity": seats}
        assert "Planned" in await space.submit(space.manager, details)
        await space.settle()

    @property
    def native(self) -> ScheduledEvent:
        return list(self.workspace.guild.events.values())[-1]

    async def answers(self) -> dict[str, tuple[str, str]]:
        home = ids.workspace_of(self.workspace.guild.id)
        async with self.workspace.database.read_transaction() as tx:
            rows = await tx.all(select(rsvp.c.person, rsvp.c.answer, rsvp.c.status))
        names = {ids.qualify_id(home, user.id): user.name for user in self.workspace.people}
        return {names[row.person]: (row.answer, row.status) for row in rows if row.person in names}

    async def answer_of(self, user: User, *wanted: str) -> None:
        await eventually(lambda: self._has(user, wanted))

    async def _has(self, user: User, wanted: tuple[str, ...]) -> bool:
        answer = (await self.answers()).get(user.name)
        return answer == (wanted or None)

    async def row(self) -> Any:
        async with self.workspace.database.read_transaction() as tx:
            return await tx.first(select(event_table).order_by(event_table.c.id.desc()))

    async def heard(self, user: User, words: str) -> str:
        await eventually(lambda: self._hears(user, words))
        return next(
            text for text in map(self.workspace.text, self.workspace.inbox(user)) if words in text
        )

    async def _hears(self, user: User, words: str) -> bool:
        await self.workspace.settle()
        return any(words in self.workspace.text(one) for one in self.workspace.inbox(user))


async def eventually(is_so: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await is_so():  # noqa: ASYNC110 - Mingle tells nobody when it has heard
            await asyncio.sleep(0.02)


async def test_interested_in_discord_is_maybe_here_until_they_are_not(server: Evening) -> None:
    discord = server.workspace.server
    await discord.interest(server.tom, server.native)
    await server.answer_of(server.tom, "maybe", "out")
    await discord.lose_interest(server.tom, server.native)
    await server.answer_of(server.tom, "cant", "out")
    await discord.interest(server.tom, server.native)
    await server.answer_of(server.tom, "maybe", "out")
    assert not [
        text
        for text in map(server.workspace.text, server.workspace.inbox(server.tom))
        if "Noted" in text
    ]


async def test_an_answer_given_here_stands_whatever_somebody_clicks_there(
    server: Evening,
) -> None:
    discord = server.workspace.server
    await server.workspace.click(server.tom, "Going")
    await discord.interest(server.tom, server.native)
    await discord.interest(server.amara, server.native)
    await server.answer_of(server.amara, "maybe", "out")
    await server.workspace.click(server.amara, "Going")
    await discord.lose_interest(server.tom, server.native)
    await discord.lose_interest(server.amara, server.native)
    await discord.interest(server.jun, server.native)
    await server.answer_of(server.jun, "maybe", "out")  # what came before is done by now
    assert await server.answers() == {
        server.tom.name: ("going", "in"),
        server.amara.name: ("going", "in"),
        server.jun.name: ("maybe", "out"),
    }


async def test_a_host_can_let_interested_count_as_going_and_nobody_sees_a_name(
    server: Evening,
) -> None:
    space = server.workspace
    await space.click(space.manager, "Sign-up")
    saved = await space.submit(
        space.manager, {"signup": "0", "guests": "0", "reminders": ["1440"], "interest": "going"}
    )
    assert "“Interested” in the server's own list counts as going" in saved
    await space.server.interest(server.tom, server.native)
    await server.answer_of(server.tom, "going", "in")
    heard = await server.heard(server.tom, "You're in: Board games")
    assert server.tom.name not in heard
    [announced] = [m for m in space.lunch.messages if "Board games" in space.text(m)]
    assert server.tom.name not in space.text(announced)


async def test_somebody_without_a_seat_hears_that_they_wait(server: Evening) -> None:
    space = server.workspace
    await server.plan("1")
    await space.click(space.manager, "Sign-up")
    await space.submit(
        space.manager, {"signup": "0", "guests": "0", "reminders": ["1440"], "interest": "going"}
    )
    await space.server.interest(server.tom, server.native)
    await server.answer_of(server.tom, "going", "waiting")
    assert await server.heard(server.tom, "On the waiting list: Board games")


async def test_whoever_asked_to_be_forgotten_stays_so(server: Evening) -> None:
    space = server.workspace
    home = ids.workspace_of(space.guild.id)
    await space.click(server.tom, "Maybe")
    async with space.database.transaction() as tx:
        who = ids.qualify_id(home, server.tom.id)
        await erase_person(tx, home, who, space.clock.utc(), asked=True)
    await space.server.interest(server.tom, server.native)
    await space.server.interest(server.amara, server.native)
    await server.answer_of(server.amara, "maybe", "out")
    assert server.tom.name not in await server.answers()


async def test_a_new_time_name_and_place_there_are_told_like_any_change(server: Evening) -> None:
    space = server.workspace
    await space.click(server.tom, "Going")
    before = await server.row()
    starts = before.starts_at + timedelta(hours=1)
    await space.server.change_event(
        server.native,
        name="Card games",
        entity_metadata={"location": "Café Nord"},
        scheduled_start_time=starts.isoformat(),
        scheduled_end_time=(before.ends_at + timedelta(hours=1)).isoformat(),
    )
    heard = await server.heard(server.tom, "Changed: Card games")
    assert "It is at: Café Nord" in heard
    after = await server.row()
    assert (after.title, after.place, after.starts_at) == ("Card games", "Café Nord", starts)
    assert not space.server.calls("update_guild_scheduled_event")
    [announced] = [m for m in space.lunch.messages if "Card games" in space.text(m)]
    assert "Café Nord" in space.text(announced)


async def test_mingles_own_changes_do_not_come_back_as_somebodys(server: Evening) -> None:
    space = server.workspace
    for place in ("Bar Süd", "Bar West"):
        await space.click(space.manager, "Change")
        await space.submit(space.manager, {"place": place})
        await space.settle()
    assert server.native.content["entity_metadata"] == {"location": "Bar West"}
    await space.server.interest(server.tom, server.native)
    await server.answer_of(server.tom, "maybe", "out")  # what Discord told before is done by now
    assert (await server.row()).place == "Bar West"
    async with space.database.read_transaction() as tx:
        changes = await tx.all(select(event_change).where(event_change.c.what == "changed"))
    assert len(changes) == 2


async def test_what_is_said_about_an_event_there_is_kept_up(server: Evening) -> None:
    space = server.workspace
    assert server.native.content["description"] == strings.INTERESTED["maybe"]
    for words in ("Bring a game.", "Bring two."):
        await space.click(space.manager, "Change")
        await space.submit(space.manager, {"description": words})
        await space.settle()
        assert server.native.content["description"] == f"{words}\n\n{strings.INTERESTED['maybe']}"
    await space.click(space.manager, "Sign-up")
    await space.submit(
        space.manager, {"signup": "0", "guests": "0", "reminders": ["1440"], "interest": "going"}
    )
    await space.settle()
    assert server.native.content["description"] == f"Bring two.\n\n{strings.INTERESTED['going']}"
    before = len(space.server.calls("update_guild_scheduled_event"))
    await space.click(server.tom, "Going")
    await space.settle()
    assert len(space.server.calls("update_guild_scheduled_event")) == before


async def test_how_often_an_event_takes_place_is_said_there_too(server: Evening) -> None:
    space = server.workspace
    await space.say(space.manager, "events new", when="Thursday 19:00")
    details = {"title": "Chess", "place": "Ola's", "repeat": "week"}
    assert "Planned" in await space.submit(space.manager, details)
    await space.settle()
    [first] = [one for one in space.guild.events.values() if one.content["name"] == "Chess"]
    assert "Every Thursday." in first.content["description"]


async def test_words_of_their_own_there_stay_when_only_the_time_changes_here(
    server: Evening,
) -> None:
    space = server.workspace
    await space.server.change_event(server.native, description="Ring at Ola's.", image="cover")
    await space.click(space.manager, "Change")
    await space.submit(space.manager, {"when": "Thursday 19:00"})
    await space.settle()
    start = (await server.row()).starts_at
    assert server.native.content["scheduled_start_time"] == start.isoformat()
    assert server.native.content["description"] == "Ring at Ola's."
    assert server.native.content["image"] == "cover"


async def test_a_long_text_gives_way_to_what_people_need_there(server: Evening) -> None:
    space = server.workspace
    await space.say(space.manager, "events new", when="Friday 18:00")
    long = {
        "title": "Board games",
        "place": "The room on the left behind the garden of the old brewery",
        "address": "12 Long Street, in the second courtyard, third floor, London",
        "description": "We play whatever you bring. " * 35,
    }
    assert "Planned" in await space.submit(space.manager, long)
    await space.settle()
    told = server.native.content
    assert len(told["description"]) <= MAX_DESCRIPTION
    words, _, closing = told["description"].rpartition("\n\n")
    assert closing == strings.INTERESTED["maybe"]
    assert long["description"].startswith(words.removesuffix("…"))
    assert words.endswith("…")
    place = told["entity_metadata"]["location"]
    assert len(place) <= MAX_LOCATION
    assert place.endswith("…")
    assert (await server.row()).place == long["place"]
    assert (await server.row()).address == long["address"]


async def test_a_place_that_is_left_open_is_no_place_here_nor_there(server: Evening) -> None:
    space = server.workspace
    await server.plan(place="")
    assert server.native.content["entity_metadata"] == {"location": strings.NO_PLACE}
    await space.server.change_event(server.native, entity_metadata={"location": "Café Nord"})
    await eventually(lambda: _has_place(server, "Café Nord"))
    await space.server.change_event(server.native, entity_metadata={"location": strings.NO_PLACE})
    await eventually(lambda: _has_place(server, ""))


async def _has_place(server: Evening, place: str) -> bool:
    return bool((await server.row()).place == place)


async def test_an_event_called_off_there_is_off_here_and_whoever_comes_is_told(
    server: Evening,
) -> None:
    space = server.workspace
    await space.click(server.tom, "Going")
    await space.server.change_event(server.native, status=4)
    heard = await server.heard(server.tom, "It was called off in the server's own list of events.")
    assert "Cancelled: Board games" in heard
    assert (await server.row()).state == "cancelled"


async def test_an_event_ended_there_is_over_here(server: Evening) -> None:
    space = server.workspace
    starts = (await server.row()).starts_at
    await space.until(starts + timedelta(minutes=30))
    await space.server.change_event(server.native, status=2)
    await space.server.change_event(server.native, status=3)
    await eventually(lambda: _has_state(server, "over"))
    assert (await server.row()).state == "over"


async def test_one_ended_before_it_began_is_asked_about(server: Evening) -> None:
    await server.workspace.server.change_event(server.native, status=3)
    await server.heard(server.workspace.manager, "Is it still on? Board games")
    assert (await server.row()).state == "open"


async def _has_state(server: Evening, state: str) -> bool:
    return bool((await server.row()).state == state)


async def test_a_deleted_one_is_asked_about_and_links_no_more(server: Evening) -> None:
    space = server.workspace
    await space.click(server.tom, "Going")
    await space.server.delete_event(server.native)
    await server.heard(space.manager, "Is it still on? Board games")
    [announced] = [m for m in space.lunch.messages if "Board games" in space.text(m)]
    assert strings.EVENT_LINK not in space.text(announced)
    assert not [one for one in map(space.text, space.inbox(server.tom)) if "Cancelled" in one]

    await space.click(space.manager, "Call it off")
    await space.submit(space.manager, {"why": "Rain"})
    await server.heard(server.tom, "Cancelled: Board games")
    assert not space.guild.events


async def test_what_happened_while_nobody_listened_is_looked_for(server: Evening) -> None:
    space, native = server.workspace, server.native
    await space.server.interest(server.tom, native)
    await server.answer_of(server.tom, "maybe", "out")
    await space.stop()
    native.interested = [server.amara.id]
    native.content = native.content | {"name": "Card games"}
    await space.start()
    await server.answer_of(server.amara, "maybe", "out")
    await server.answer_of(server.tom, "cant", "out")
    assert (await server.row()).title == "Card games"

    await space.stop()
    del space.guild.events[native.id]
    await space.start()
    await server.heard(space.manager, "Is it still on? Card games")


async def test_events_that_are_not_mingles_are_let_be(server: Evening) -> None:
    space = server.workspace
    foreign = ScheduledEvent("77", space.guild.id, space.manager.id, dict(server.native.content))
    space.guild.events[foreign.id] = foreign
    await space.server.interest(server.tom, foreign)
    await space.server.change_event(foreign, name="Another's", status=4)
    await space.server.delete_event(foreign)
    await space.server.interest(server.amara, server.native)
    await server.answer_of(server.amara, "maybe", "out")
    assert server.tom.name not in await server.answers()
    assert (await server.row()).state == "open"


@pytest.mark.parametrize("lie", [None, [], {}, {"guild_id": 7}, {"id": "x", "guild_id": "1"}])
async def test_events_of_an_unknown_shape_are_passed_over(server: Evening, lie: object) -> None:
    gateway = server.workspace.server.gateway
    guild = server.workspace.guild.id
    for kind in ("UPDATE", "DELETE", "USER_ADD", "USER_REMOVE"):
        await gateway.tell(guild, f"GUILD_SCHEDULED_EVENT_{kind}", lie, 1 << 16)  # type: ignore[arg-type]
    assert await server.answers() == {}
    await server.workspace.server.interest(server.tom, server.native)
    await server.answer_of(server.tom, "maybe", "out")
    assert list(await server.answers()) == [server.tom.name]
