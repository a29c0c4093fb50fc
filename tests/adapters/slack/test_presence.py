"""Know who is here: by policy, every night, and again when something is said."""

from collections.abc import AsyncIterator
from datetime import timedelta
from time import monotonic
from typing import Any

import pytest

from adapters.slack import people
from adapters.slack.app import connect_workspace
from bot.people import records
from bot.people.records import Person
from bot.store.engine import Database
from tests.adapters.slack.harness import settings_for
from tests.adapters.slack.workspace import SlackWorkspace, open_workspace
from tests.adapters.story import TUESDAY
from tests.adapters.workspace import MONDAY
from tests.doubles.slack import User, message_text

DAY = timedelta(days=1)
EARLIER = TUESDAY - timedelta(hours=2)  # an hour before the draw


@pytest.fixture
async def slack(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[SlackWorkspace]:
    """A workspace in which everybody has joined; what Slack said of people ages with its clock."""
    async with open_workspace(database) as opened:
        began = opened.clock.now() - monotonic()
        monkeypatch.setattr(people, "monotonic", lambda: opened.clock.now() - began)
        await opened.say(opened.manager, "/mingle setup")
        await opened.submit(opened.manager, {"zone": "Europe/Berlin"})
        await opened.settle()
        for person in opened.people:
            await opened.click(person, "I'm in")
        yield opened


async def test_whoever_is_gone_before_the_round_is_not_drawn(slack: SlackWorkspace) -> None:
    jun = slack.people[2]
    jun.deleted = True  # and no event came
    await slack.until(TUESDAY)
    met = {one for channel in slack.introductions() for one in channel.members}
    assert met == {slack.home.bot.id, *(person.id for person in slack.people if person is not jun)}


async def test_whoever_waits_for_somebody_who_is_gone_is_told_and_offered_company(
    slack: SlackWorkspace,
) -> None:
    jun = slack.people[2]
    await slack.until(EARLIER)
    jun.deleted = True
    await slack.until(TUESDAY)
    met = {one for channel in slack.introductions() for one in channel.members}
    (alone,) = [person for person in slack.people if person.id not in met and person is not jun]
    (told,) = [
        message
        for message in slack.inbox(alone)
        if slack.says(message, "fell through before I could introduce you")
    ]
    assert "Find me someone else" in [label for label, _, _ in message_text.buttons(told)]
    assert (await _known(slack, jun)).left
    assert jun.id not in met


async def test_a_group_goes_ahead_without_somebody_who_is_gone(slack: SlackWorkspace) -> None:
    jun = slack.people[2]
    await slack.say(slack.manager, "/mingle setup")
    await slack.submit(slack.manager, {"zone": "Europe/Berlin", "size": "4"})
    await slack.until(EARLIER)
    jun.deleted = True
    await slack.until(TUESDAY)
    assert sorted(len(channel.members) - 1 for channel in slack.introductions()) == [3, 4]
    (smaller,) = [channel for channel in slack.introductions() if len(channel.members) == 4]
    assert "Jun" not in slack.server.transcript(smaller)


async def test_the_night_notices_new_names_and_zones_of_which_no_event_came(
    slack: SlackWorkspace,
) -> None:
    tom = slack.people[0]
    tom.name, tom.tz = "Tom Bright", "Asia/Tokyo"
    await slack.until(MONDAY + DAY)
    known = await _known(slack, tom)
    assert (known.name, known.zone) == ("Tom Bright", "Asia/Tokyo")


@pytest.mark.parametrize("oddity", ["restricted", "ultra_restricted", "stranger"])
async def test_guests_and_outsiders_take_part_where_the_settings_say_so(
    slack: SlackWorkspace, oddity: str
) -> None:
    odd: dict[str, Any] = {oddity: True}
    guest = slack.server.person("Guest", **odd)
    slack.lunch.members.append(guest.id)
    for welcome in (False, True):
        port = (await connect_workspace(settings_for(slack.server, guests=welcome))).platform
        inside = {
            member.person
            for member in await port.list_members(f"{port.workspace}/{slack.lunch.id}")
            if not member.left
        }
        assert (f"{port.workspace}/{guest.id}" in inside) == welcome


async def _known(slack: SlackWorkspace, user: User) -> Person:
    workspace = f"slack:{slack.home.id}"
    async with slack.database.read_transaction() as tx:
        found = await records.find_person(tx, workspace, f"{workspace}/{user.id}")
    assert found
    return found
