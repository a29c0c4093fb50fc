"""Hear what Slack tells by itself: homes opened, people who come, change and go, and the end."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from bot.core.tables import occurrence, outbox_message
from bot.people import records as people
from bot.people.platform_updates import ERASE_WORKSPACE
from bot.store.engine import Database
from tests.adapters.slack.town import Town, town
from tests.doubles.slack import User, View, message_text


@pytest.fixture
async def there(database: Database) -> AsyncIterator[Town]:
    async with town(database) as opened:
        await opened.command(opened.manager, "/mingle setup")
        await opened.fill(opened.manager, {"zone": "Europe/Berlin"})
        await opened.settle()
        yield opened


async def test_a_home_shows_how_things_stand_and_can_be_clicked(there: Town) -> None:
    tom = there.people[0]
    home = await _home(there, tom)
    assert "#lunch: You are not in. Next round: Tue 3 Mar, 10:00" in message_text.words(
        there.home, home
    )
    await there.slack.click(tom, home, label="Join #lunch")
    await there.slack.until(
        lambda: "You are in." in message_text.words(there.home, there.home.homes[tom.id])
    )
    assert "You are in" in there.slack.views[tom.id].title


async def test_a_form_opens_from_the_home_and_its_answer_is_shown_there(there: Town) -> None:
    tom = there.people[0]
    home = await _home(there, tom)
    await there.slack.click(tom, home, label="My profile")
    await there.slack.until(lambda: tom.id in there.slack.views)
    form = there.slack.views[tom.id]
    await there.slack.submit(tom, form, {"team": "Data", "zone": "Mars/Base"})
    assert form.errors
    await there.slack.submit(tom, form, {"team": "Data", "zone": "Europe/Berlin"})
    assert there.slack.views[tom.id].title == "Saved, thank you"


async def test_a_newcomer_to_a_channel_is_asked_once(there: Town) -> None:
    mia = there.slack.person("Mia Stone")
    await there.slack.join_channel(mia, there.lunch)
    await there.settle()
    assert [there.says(message, "Lunch with a colleague?") for message in there.seen_by(mia)] == [
        True
    ]


async def test_a_guest_and_a_bot_are_not_asked(there: Town) -> None:
    for newcomer in (
        there.slack.person("Guest", restricted=True),
        there.slack.person("Robot", bot=True),
    ):
        await there.slack.join_channel(newcomer, there.lunch)
        await there.settle()
        assert not there.seen_by(newcomer)


async def test_somebody_who_is_deactivated_is_gone(there: Town) -> None:
    tom = there.people[0]
    await there.slack.change_user(tom, deleted=True)
    async with there.database.read_transaction() as tx:
        known = await people.find_person(
            tx, f"slack:{there.home.id}", f"slack:{there.home.id}/{tom.id}"
        )
    assert known
    assert known.left


async def test_a_new_name_is_taken_over(there: Town) -> None:
    tom = there.people[0]
    await there.slack.change_user(tom, name="Tom Bright", tz="Asia/Tokyo")
    async with there.database.read_transaction() as tx:
        known = await people.find_person(
            tx, f"slack:{there.home.id}", f"slack:{there.home.id}/{tom.id}"
        )
    assert known
    assert (known.name, known.zone) == ("Tom Bright", "Asia/Tokyo")


@pytest.mark.parametrize("how", ["uninstall", "revoke"])
async def test_nothing_more_is_planned_where_mingle_was_removed(there: Town, how: str) -> None:
    await getattr(there.slack, how)()
    async with there.database.read_transaction() as tx:
        assert not await tx.scalars(
            select(outbox_message.c.key).where(outbox_message.c.state == "ready")
        )
        assert await tx.scalars(
            select(occurrence.c.kind).where(occurrence.c.state == "waiting")
        ) == [ERASE_WORKSPACE]


async def _home(there: Town, user: User) -> View:
    await there.slack.open_home(user)
    await there.slack.until(lambda: user.id in there.home.homes)
    return there.home.homes[user.id]
