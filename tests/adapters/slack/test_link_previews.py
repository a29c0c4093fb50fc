"""See below a link what Mingle knows of the event, and nothing that is not for this channel."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from adapters.slack.manifest import build_manifest
from bot.events.records import EventDraft, insert_event
from bot.events.views.parts import UNTITLED
from bot.features import ROUTER
from bot.sources.tables import listing, source
from bot.store.engine import Database
from tests.adapters.slack.workspace import SlackWorkspace, open_workspace
from tests.doubles.slack import Channel, Fault

LINK = "https://meetup.com/berlin-data/events/7"


@pytest.fixture(params=["socket", "http"])
async def slack(
    database: Database, request: pytest.FixtureRequest
) -> AsyncIterator[SlackWorkspace]:
    async with open_workspace(database, request.param) as opened:
        opened.server.install(build_manifest(ROUTER, history=True, links=["meetup.com"]))
        yield opened


async def test_a_link_to_a_listed_event_says_when_and_where_it_is(slack: SlackWorkspace) -> None:
    tom = slack.people[0]
    await _plan(slack)
    blocks = await _shared(slack, slack.lunch, f"{LINK}/?utm_source=share#about")
    shown = json.dumps(blocks)
    assert "Data night" in shown
    assert "Betahaus" in shown
    assert "Tom" not in shown
    message = slack.lunch.messages[-1]
    assert not [m for m in slack.lunch.messages if m.from_app]
    assert tom.id == message.user


@pytest.mark.parametrize(
    ("stored", "pasted"),
    [
        (LINK, f"{LINK}/"),
        (LINK, f"{LINK}?fbclid=IwAR0&eventOrigin=group_events_list"),
        (LINK, "http://www.meetup.com/de-DE/berlin-data/events/7/#attendees"),
        (f"{LINK}/?utm_source=ical&recId=x", LINK),
        ("https://lu.ma/data-night", "https://luma.com/data-night?tk=Xy1"),
        ("https://town.example/straße/nacht", "https://town.example/stra%C3%9Fe/nacht"),
        ("https://town.example/show?day=3&id=7", "https://town.example/show?id=7&day=3&ref=mail"),
    ],
)
async def test_a_link_is_known_however_people_paste_it(
    slack: SlackWorkspace, stored: str, pasted: str
) -> None:
    hosts = ["meetup.com", "lu.ma", "luma.com", "town.example"]
    slack.server.install(build_manifest(ROUTER, history=True, links=hosts))
    await _plan(slack, link=stored)
    assert "Data night" in json.dumps(await _shared(slack, slack.lunch, pasted))


@pytest.mark.parametrize(
    "pasted",
    ["https://meetup.com/berlin-data/events/77", "https://meetup.com/berlin-data/events/7?day=2"],
)
async def test_a_link_to_another_page_is_not_taken_for_the_event(
    slack: SlackWorkspace, pasted: str
) -> None:
    await _plan(slack)
    assert not await _shared(slack, slack.lunch, pasted)


async def test_an_event_is_known_under_each_address_that_lists_it(slack: SlackWorkspace) -> None:
    other = "https://town.example/calendar/data-night"
    slack.server.install(build_manifest(ROUTER, history=True, links=["town.example"]))
    number = await _plan(slack)
    workspace, now = f"slack:{slack.home.id}", slack.clock.utc()
    async with slack.database.transaction() as tx:
        about = {"address": "https://town.example/calendar.ics", "owner": "", "state": "active"}
        kept = {"workspace": workspace, "zone": "UTC", "topics": (), "reach": "", "asked_at": now}
        await tx.execute(insert(source).values(**about, **kept))
        first = await tx.first(select(source.c.id).where(source.c.workspace == workspace))
        assert first
        listed = {"uid": "7@town", "title": "Data night", "link": f"{other}/", "zone": "UTC"}
        await tx.execute(
            insert(listing).values(
                workspace=workspace, source=first.id, event=number, **listed, topics=(),
                starts_at=now + timedelta(days=3), ends_at=now + timedelta(days=4), state="listed",
            )
        )  # fmt: skip
    assert "Data night" in json.dumps(await _shared(slack, slack.lunch, f"{other}?utm_medium=x"))


@pytest.mark.parametrize(
    "more",
    [
        {"link": "https://meetup.com/other"},
        {"title": UNTITLED},
        {"starts_at": timedelta(days=-3), "ends_at": timedelta(days=-3, hours=2)},
        {"kind": "gathering", "channel": "elsewhere"},
    ],
)
async def test_what_is_not_for_this_channel_or_not_on_stays_unsaid(
    slack: SlackWorkspace, more: dict[str, Any]
) -> None:
    await _plan(slack, **more)
    assert not await _shared(slack, slack.lunch, LINK)


async def test_what_is_planned_in_a_channel_is_shown_there_alone(slack: SlackWorkspace) -> None:
    side = slack.server.channel("side", slack.people)
    here = f"slack:{slack.home.id}/{side.id}"
    await _plan(slack, kind="gathering", channel=here, channel_name="side")
    assert not await _shared(slack, slack.lunch, LINK)
    assert await _shared(slack, side, LINK)


async def test_where_mingle_is_not_it_says_nothing(slack: SlackWorkspace) -> None:
    side = slack.server.channel("side", slack.people, bot=False)
    await _plan(slack)
    assert not await _shared(slack, side, LINK)


async def test_words_that_stay_inside_are_in_no_preview(slack: SlackWorkspace) -> None:
    await slack.say(slack.manager, "/mingle secrets")
    await slack.open_form(slack.manager, "Add words")
    await slack.submit(slack.manager, {"words": "Data night"})
    await _plan(slack)
    assert not await _shared(slack, slack.lunch, LINK)


async def test_a_preview_that_slack_does_not_take_is_no_trouble(slack: SlackWorkspace) -> None:
    await _plan(slack)
    slack.server.faults.next("chat.unfurl", Fault("error"))
    assert not await _shared(slack, slack.lunch, LINK)
    assert "Welcome" in await slack.say(slack.people[1], "/mingle")


async def _shared(slack: SlackWorkspace, channel: Channel, link: str) -> list[dict[str, Any]]:
    """Post a link and return what is shown below it."""
    message = await slack.server.share_link(slack.people[0], channel, link)
    await slack.listener.drain_tasks()
    return message.unfurls.get(link, [])


async def _plan(slack: SlackWorkspace, **more: Any) -> int:
    now = slack.clock.utc()
    starts_at, ends_at = (
        now + more.pop(name, timedelta(days=3, hours=hours))
        for name, hours in (("starts_at", 0), ("ends_at", 2))
    )
    about: dict[str, Any] = {"kind": "listed", "title": "Data night", "place": "Betahaus"}
    about |= {"workspace": f"slack:{slack.home.id}", "zone": "Europe/Berlin", "link": LINK}
    draft = EventDraft(**{**about, **more}, created_at=now, starts_at=starts_at, ends_at=ends_at)
    async with slack.database.transaction() as tx:
        return await insert_event(tx, draft)
