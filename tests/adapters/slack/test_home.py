"""The home tab in Slack: true while it is open, drawn again when something changes, and bounded."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from bot.core.home_tabs import OPEN_FOR, REST
from bot.core.tables import home_tab
from bot.people.tables import person
from bot.store.engine import Database
from jobs.home_tabs import MAX_OF_WORKSPACE, PAUSE
from tests.adapters.slack.workspace import SlackWorkspace, open_set_up_workspace
from tests.doubles.slack import User, View, checks, message_text

A_MOMENT = REST + PAUSE


@pytest.fixture
async def slack(database: Database) -> AsyncIterator[SlackWorkspace]:
    async with open_set_up_workspace(database) as opened:
        yield opened


async def test_a_newcomer_reads_what_this_is_joins_and_reads_what_comes_next(
    slack: SlackWorkspace,
) -> None:
    tom = slack.people[0]
    tab = await _open(slack, tom)
    assert "I bring colleagues together in person" in _words(slack, tom)
    await slack.server.click(tom, tab, label="Join #lunch")
    await slack.server.until(lambda: "What comes next" in _words(slack, tom))
    assert "I'll introduce you to someone." in _words(slack, tom)
    assert "You are in" in slack.server.views[tom.id].title
    await slack.listener.drain_tasks()


async def test_a_form_opens_from_the_home_and_what_it_saves_stands_there(
    slack: SlackWorkspace,
) -> None:
    tom = slack.people[0]
    tab = await _open(slack, tom)
    await slack.server.click(tom, tab, label="Look around")
    await slack.server.until(lambda: tom.id in slack.server.views)
    around = slack.server.views[tom.id]
    await slack.server.click(tom, around, label="My profile")
    await slack.server.until(lambda: slack.server.views[tom.id] is not around)
    form = slack.server.views[tom.id]
    await slack.server.submit(tom, form, {"team": "Data", "zone": "Mars/Base"})
    assert form.errors
    await slack.server.submit(tom, form, {"team": "Data", "zone": "Europe/Berlin"})
    await slack.server.until(lambda: "Hello, Tom" in _words(slack, tom))
    assert slack.server.views[tom.id].title == "Saved, thank you"
    await slack.listener.drain_tasks()


async def test_a_table_that_somebody_opens_comes_to_every_open_home(slack: SlackWorkspace) -> None:
    tom, amara, jun = slack.people[:3]
    for somebody in (tom, amara):
        await _known(slack, somebody)
        await _open(slack, somebody)
    await slack.say(jun, "/lunch tomorrow 12:30")
    await _pass(slack, A_MOMENT)
    for somebody in (tom, amara):
        assert "has a lunch table" in _words(slack, somebody)
    assert jun.id not in slack.home.homes  # who never opened theirs has none


async def test_a_home_that_reads_as_before_is_not_published_again(slack: SlackWorkspace) -> None:
    tom, jun = slack.people[:2]
    await _known(slack, tom)
    await _open(slack, tom)
    before = _published(slack)
    await slack.say(jun, "/mingle join")
    await slack.say(jun, "/mingle leave")
    await _pass(slack, A_MOMENT)
    assert _published(slack) == before


async def test_many_changes_in_a_moment_become_one(slack: SlackWorkspace) -> None:
    tom, *others = slack.people
    await _known(slack, tom)
    await _open(slack, tom)
    before = _published(slack)
    for number, somebody in enumerate(others[:4]):
        await slack.say(somebody, f"/lunch tomorrow 12:{number}5")
    await _pass(slack, A_MOMENT)
    assert _published(slack) == before + 1


async def test_what_is_over_goes_from_an_open_home_though_nobody_does_anything(
    slack: SlackWorkspace,
) -> None:
    tom, jun = slack.people[:2]
    await _known(slack, tom)
    await slack.say(jun, "/lunch in 2 hours")
    await _open(slack, tom)
    assert "has a lunch table" in _words(slack, tom)
    await _pass(slack, timedelta(hours=2, minutes=1))
    assert "has a lunch table" not in _words(slack, tom)


async def test_a_home_that_nobody_has_opened_for_long_is_left_alone(slack: SlackWorkspace) -> None:
    tom, jun = slack.people[:2]
    await _known(slack, tom)
    await _open(slack, tom)
    await _pass(slack, OPEN_FOR + timedelta(minutes=1))
    before = _published(slack)
    await slack.say(jun, "/lunch tomorrow 12:30")
    await _pass(slack, A_MOMENT)
    assert _published(slack) == before
    async with slack.database.read_transaction() as tx:
        assert await tx.scalar(select(func.count()).select_from(home_tab)) == 0


async def test_an_account_that_is_gone_has_no_home_any_more(slack: SlackWorkspace) -> None:
    tom, jun = slack.people[:2]
    await _known(slack, tom)
    await _open(slack, tom)
    await slack.server.change_user(tom, deleted=True)
    await slack.say(jun, "/lunch tomorrow 12:30")
    before = _published(slack)
    await _pass(slack, A_MOMENT)
    assert _published(slack) == before


async def test_a_company_of_2400_with_open_homes_is_drawn_a_few_at_a_time(
    slack: SlackWorkspace,
) -> None:
    tom, jun = slack.people[:2]
    workspace = f"slack:{slack.home.id}"
    await _known(slack, tom)
    await _open(slack, tom)
    now = slack.clock.utc()
    everybody = [f"{workspace}/U9{number:06}" for number in range(2_400)]
    common: dict[str, Any] = {"workspace": workspace}
    tab = common | {"open_until": now + OPEN_FOR, "rests_until": now, "due": None, "shown": ""}
    profile = common | {"zone": "UTC", "since": now, "profile_at": now}
    async with slack.database.transaction() as tx:
        await tx.insert_many(person, [profile | {"person": p, "name": "Ann"} for p in everybody])
        await tx.insert_many(home_tab, [tab | {"person": p} for p in everybody])
    before = _published(slack)
    await slack.say(jun, "/lunch tomorrow 12:30")
    turns = 5
    for _ in range(turns):
        await _pass(slack, PAUSE)
    assert 0 < _published(slack) - before <= (turns + 2) * MAX_OF_WORKSPACE

    # whoever opens theirs meanwhile waits for none of them
    await slack.say(tom, "/mingle join")
    await _open(slack, tom)
    assert "Lunch round" in _words(slack, tom)
    async with slack.database.transaction() as tx:
        await tx.execute(update(home_tab).values(due=None))


async def test_a_home_shows_what_slack_accepts(slack: SlackWorkspace) -> None:
    for somebody in (slack.manager, *slack.people[:2]):
        tab = await _open(slack, somebody)
        checks.view({"type": "home", "blocks": tab.content["blocks"]}, "home")


def _published(slack: SlackWorkspace) -> int:
    return len(slack.server.calls("views.publish"))


def _words(slack: SlackWorkspace, user: User) -> str:
    return message_text.words(slack.home, slack.home.homes[user.id])


async def _known(slack: SlackWorkspace, user: User) -> None:
    """Have somebody describe themselves, so that they are no newcomer."""
    await slack.say(user, "/mingle profile")
    await slack.submit(user, {"team": "Data", "zone": "Europe/Berlin"})


async def _pass(slack: SlackWorkspace, span: timedelta) -> None:
    slack.clock.move(span)
    await slack.engine.run_until_idle()


async def _open(slack: SlackWorkspace, user: User) -> View:
    before = _published(slack)
    await slack.server.open_home(user)
    await slack.server.until(lambda: _published(slack) > before and user.id in slack.home.homes)
    await slack.listener.drain_tasks()
    return slack.home.homes[user.id]
