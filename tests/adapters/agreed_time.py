"""Two people agree by clicks on a time and a place, change it, and have it in their calendars."""

from collections.abc import Callable, Sequence

import icalendar
from sqlalchemy import select, update

from bot.pairings.tables import pairing_program
from bot.people.tables import person
from bot.venues import records as venues
from tests.adapters.refused_round import DRAW, MINUTE, Tell, await_draw
from tests.adapters.workspace import AnyWorkspace, Message, User

WEDNESDAY, THURSDAY = "Wed 4 Mar, 12:30", "Thu 5 Mar, 12:30"
SLOTS = ("wed-1230", "thu-1230", "fri-1230")

Entries = Callable[[Message], Sequence[bytes]]


async def agree(
    workspace: AnyWorkspace[User, Message], tell: Tell[User], entries: Entries[Message]
) -> icalendar.Event:
    """Choose, propose another time, change the place; return the calendar entry in the end.

    `entries` reads the files of a message.
    """
    tom, amara = workspace.people[:2]
    await await_draw(workspace, tell, [tom, amara])
    await _describe(workspace)
    await workspace.until(DRAW + MINUTE)
    met = _introduction(workspace, tom)
    labels = {*workspace.labels(met)}
    assert {WEDNESDAY, THURSDAY, "Propose another", "Another place"} <= labels
    assert "Anker" in workspace.text(met)

    await _click(workspace, tom, WEDNESDAY)
    assert f"{WEDNESDAY}: suits Tom" in workspace.text(_introduction(workspace, amara))
    await _click(workspace, amara, WEDNESDAY)
    assert "You've found a time: " in workspace.text(_introduction(workspace, tom))
    first = _entry(workspace, amara, entries)
    assert (first["sequence"], first["status"]) == (0, "CONFIRMED")
    assert "Anker" in str(first["location"])

    await workspace.open_form(amara, "Propose another")
    await workspace.submit(amara, {"when": "Thursday 18:00"})
    await workspace.settle()
    await _click(workspace, tom, "Suits me")
    changed = _entry(workspace, tom, entries)
    assert changed["uid"] == first["uid"]
    assert int(str(changed["sequence"])) > int(str(first["sequence"]))
    assert changed.decoded("dtstart").isoformat() == "2026-03-05T17:00:00+00:00"

    await _click(workspace, tom, "Another place")
    assert "Birke" in workspace.text(_introduction(workspace, amara))
    last = _entry(workspace, amara, entries)
    assert last["uid"] == first["uid"]
    return last


async def _describe(workspace: AnyWorkspace[User, Message]) -> None:
    """Let everybody work in Berlin, where two places serve lunch."""
    async with workspace.database.transaction() as tx:
        await tx.execute(update(person).values(office="Berlin", slots=SLOTS))
        home = await tx.scalar(select(pairing_program.c.workspace))
        for name in ("Anker", "Birke"):
            values = {"name": name, "town": "Berlin", "good_for": "lunch"}
            await venues.upsert_venue(tx, home, "", workspace.clock.utc(), **values)


async def _click(workspace: AnyWorkspace[User, Message], user: User, label: str) -> None:
    await workspace.click(user, label)
    workspace.clock.move(2 * MINUTE)
    await workspace.settle()


def _introduction(workspace: AnyWorkspace[User, Message], user: User) -> Message:
    return next(m for m in workspace.inbox(user) if workspace.says(m, ", meet "))


def _entry(
    workspace: AnyWorkspace[User, Message], user: User, entries: Entries[Message]
) -> icalendar.Event:
    """Return the newest calendar entry that somebody has."""
    files = [file for message in workspace.inbox(user) for file in entries(message)]
    [event] = icalendar.Calendar.from_ical(files[-1].decode()).walk("VEVENT")
    assert isinstance(event, icalendar.Event)
    return event
