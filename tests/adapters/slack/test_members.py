"""Plan an evening in Slack: announce it, answer, change it, be reminded, call another one off."""

from datetime import timedelta

import icalendar
import pytest

from bot.store.engine import Database
from tests.adapters.slack.workspace import SlackWorkspace, open_workspace
from tests.adapters.workspace import MONDAY
from tests.doubles.slack import Message, User, message_text

THURSDAY = MONDAY + timedelta(days=3, hours=9)


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_an_evening_goes_as_told(database: Database, mode: str) -> None:
    async with open_workspace(database, mode) as workspace:
        await live(workspace)
        check(workspace)


async def test_an_evening_goes_the_same_whatever_slack_does(database: Database) -> None:
    async with open_workspace(database, seed=2) as workspace:
        faults = workspace.server.faults
        faults.lost_answers, faults.errors, faults.duplicates, faults.limits = (
            0.05,
            0.05,
            0.10,
            0.02,
        )
        await live(workspace)
        check(workspace)


async def live(workspace: SlackWorkspace) -> None:
    """Plan, answer, change, and live until the evening has begun."""
    tom, amara, jun, sofia, *_ = workspace.people
    await workspace.say(tom, "/events new 2026-03-05 18:00 ")
    await workspace.submit(
        tom, {"title": "Board games", "place": "Ramen bar", "address": "Torstr. 5"}
    )
    await workspace.settle()
    for person, answer in ((amara, "Going"), (jun, "If at least one more goes"), (sofia, "Maybe")):
        await workspace.click(person, answer, containing="Board games")
        await workspace.settle()
    await workspace.click(amara, "Show my name")
    await workspace.settle()
    await workspace.open_form(tom, "Meeting point")
    await workspace.submit(tom, {"meeting_point": "at the door, 17:50"})
    await workspace.settle()
    await workspace.until(THURSDAY)


def check(workspace: SlackWorkspace) -> None:
    """Check what everyone was left with."""
    tom, amara, jun, sofia, *_ = workspace.people
    (card,) = [m for m in workspace.lunch.messages if workspace.says(m, "Board games")]
    words = message_text.words(workspace.home, card)
    assert "@Amara Obi" in words
    assert "@Jun Li" not in words
    assert "at the door, 17:50" in words
    assert message_text.buttons(card)
    for person in (amara, jun):
        assert len(_told(workspace, person, "Changed: Board games")) == 1
        # The reminder of the day before says by now what the one of the last hour says: now.
        assert not _told(workspace, person, "Tomorrow: Board games")
        assert len(_told(workspace, person, "Now: Board games")) == 2
        assert workspace.says(
            _told(workspace, person, "Now: Board games")[0], "Meet at the door, 17:50."
        )
    assert len(_told(workspace, sofia, "Board games")) == 1
    assert _told(workspace, sofia, "Changed: Board games")  # she may still come
    assert not _told(workspace, tom, "You're in")
    versions = [int(str(entry["sequence"])) for entry in _entries(workspace)]
    assert versions == sorted(
        set(versions)
    )  # a file that Slack refused is left out, and none comes twice
    if not workspace.server.faults.errors:
        assert versions == [0, 1]


def _told(workspace: SlackWorkspace, person: User, words: str) -> list[Message]:
    own = [c for c in workspace.home.channels.values() if c.kind == "im" and person.id in c.members]
    return [m for c in own for m in c.messages if m.from_app and workspace.says(m, words)]


def _entries(workspace: SlackWorkspace) -> list[icalendar.Event]:
    files = [file for message in workspace.lunch.messages for file in message.files]
    return [icalendar.Calendar.from_ical(file.content or b"").events[0] for file in files]
