"""Take part by policy: whoever is none of the company's people is refused, whatever they press."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select

from bot.open_tables.tables import open_table
from bot.pairings.tables import membership
from bot.people import records
from bot.store.engine import Database
from tests.adapters.slack.workspace import SlackWorkspace, open_workspace
from tests.doubles.slack import User

SISTER, COMPANY = "T0SISTER", "E0ACME"
GESTURES = ("/mingle join", "/lunch tomorrow 12:30", "/mingle", "/events new", "/mingle profile")
OUTSIDERS: list[dict[str, Any]] = [
    {"restricted": True},
    {"ultra_restricted": True},
    {"stranger": True},
    {"home": "T0OTHER"},
    {"home": "T0OTHER", "enterprise": "E0OTHER"},
]


@pytest.fixture(params=["socket", "http"])
async def slack(
    database: Database, request: pytest.FixtureRequest
) -> AsyncIterator[SlackWorkspace]:
    async with open_workspace(database, request.param) as opened:
        await opened.say(opened.manager, "/mingle setup")
        await opened.submit(opened.manager, {"zone": "Europe/Berlin"})
        await opened.settle()
        yield opened


@pytest.mark.parametrize("oddity", OUTSIDERS)
async def test_guests_and_people_of_other_companies_are_refused_whatever_they_type(
    slack: SlackWorkspace, oddity: dict[str, Any]
) -> None:
    guest = _arrive(slack, "Gil Guest", **oddity)
    for words in GESTURES:
        told = await slack.say(guest, words)
        assert "only its members" in told or "people of this company" in told
    async with slack.database.read_transaction() as tx:
        assert not await tx.scalars(select(open_table.c.id))
        assert _id(slack, guest) not in await tx.scalars(select(membership.c.person))
        assert await records.find_person(tx, _workspace(slack), _id(slack, guest)) is None


async def test_a_guest_cannot_press_what_others_press(slack: SlackWorkspace) -> None:
    guest = _arrive(slack, "Gil Guest", restricted=True)
    await slack.say(slack.people[0], "/lunch tomorrow 12:30")
    await slack.settle()
    [table] = [m for m in slack.lunch.messages if m.from_app]
    await slack.server.click(guest, table, label=slack.labels(table)[0])
    await slack.listener.drain_tasks()
    assert slack.says(slack.whispers(guest)[-1], "Not for guests")


async def test_who_is_made_a_guest_lets_go_of_what_they_held(slack: SlackWorkspace) -> None:
    tom = slack.people[0]
    await slack.say(tom, "/lunch tomorrow 12:30")
    await slack.server.change_user(tom, restricted=True)
    async with slack.database.read_transaction() as tx:
        known = await records.find_person(tx, _workspace(slack), _id(slack, tom))
    assert known
    assert known.left
    assert "only its members" in await slack.say(tom, "/mingle join")


@pytest.mark.parametrize(
    ("name", "fields", "words"),
    [
        ("Robot", {"bot": True}, "Robot is an app."),
        ("Gone Girl", {"deleted": True}, "Gone Girl has left"),
        ("Gil Guest", {"restricted": True}, "Gil Guest is a guest here"),
        ("Otto Other", {"home": "T0OTHER"}, "from another company"),
    ],
)
async def test_nobody_is_asked_to_lunch_who_does_not_take_part(
    slack: SlackWorkspace, name: str, fields: dict[str, Any], words: str
) -> None:
    odd = _arrive(slack, name, **fields)
    told = await slack.say(slack.people[0], f"/lunch with <@{odd.id}|{name}> tomorrow 12:30")
    assert words in told
    await slack.settle()
    assert not slack.inbox(odd)


async def test_neither_slackbot_nor_mingle_is_asked_to_lunch(slack: SlackWorkspace) -> None:
    tom = slack.people[0]
    assert "is an app" in await slack.say(tom, "/lunch with <@USLACKBOT|slackbot> tomorrow 12:30")
    mingle = slack.home.bot.id
    assert "That's me" in await slack.say(tom, f"/lunch with <@{mingle}|mingle> tomorrow 12:30")


async def test_colleagues_of_a_sister_workspace_are_colleagues(database: Database) -> None:
    async with open_workspace(database, enterprise=COMPANY) as slack:
        sister = _arrive(slack, "Sia Sister", home=SISTER, enterprise=COMPANY)
        await slack.say(slack.manager, "/mingle setup")
        await slack.submit(slack.manager, {"zone": "Europe/Berlin"})
        await slack.settle()
        told = await slack.say(slack.people[0], f"/lunch with <@{sister.id}> tomorrow 12:30")
        assert "Asked" in told
        assert "You are in" in await slack.say(sister, "/mingle join")
        other = _arrive(slack, "Otto Other", home="T0OTHER", enterprise="E0OTHER")
        assert "people of this company" in await slack.say(other, "/mingle join")


async def test_an_organisation_that_installed_mingle_for_all_is_served(database: Database) -> None:
    async with open_workspace(database, enterprise=COMPANY, org_wide=True) as slack:
        await slack.say(slack.manager, "/mingle setup")
        await slack.submit(slack.manager, {"zone": "Europe/Berlin"})
        await slack.settle()
        tom = slack.people[0]
        await slack.click(tom, "I'm in")
        tom.home, tom.enterprise = SISTER, COMPANY
        await slack.server.change_user(tom, name="Tom Bright")
        async with database.read_transaction() as tx:
            known = await records.find_person(tx, _workspace(slack), _id(slack, tom))
        assert known
        assert (known.name, known.left) == ("Tom Bright", False)


async def test_after_a_restart_what_changed_meanwhile_is_brought_up_to_date(
    slack: SlackWorkspace,
) -> None:
    tom, amara, *_ = slack.people
    for person in (tom, amara):
        await slack.say(person, "/mingle join")
    tom.restricted, amara.name = True, "Amara Bright"
    await slack.listener.callers.refresh_everybody()
    async with slack.database.read_transaction() as tx:
        people = await records.find_people(
            tx, _workspace(slack), [_id(slack, tom), _id(slack, amara)]
        )
    assert people[_id(slack, tom)].left
    assert people[_id(slack, amara)].name == "Amara Bright"


def _arrive(slack: SlackWorkspace, name: str, **fields: Any) -> User:
    user = slack.server.person(name, **fields)
    slack.lunch.members.append(user.id)
    return user


def _workspace(slack: SlackWorkspace) -> str:
    return f"slack:{slack.home.id}"


def _id(slack: SlackWorkspace, user: User) -> str:
    return f"{_workspace(slack)}/{user.id}"
