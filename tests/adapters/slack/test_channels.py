"""Notice what becomes of a channel, do what follows from it, and tell organisers once."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Literal

import pytest

from adapters.slack.manifest import build_manifest
from bot.core.channel_rest import resting_channels
from bot.features import ROUTER
from bot.store.engine import Database
from tests.adapters.slack.workspace import SlackWorkspace, open_workspace
from tests.doubles.slack import Channel


@pytest.fixture(params=["socket", "http"])
async def slack(
    database: Database, request: pytest.FixtureRequest
) -> AsyncIterator[SlackWorkspace]:
    async with open_workspace(database, request.param) as opened:
        await _set_up(opened)
        yield opened


async def _set_up(slack: SlackWorkspace) -> None:
    await slack.say(slack.manager, "/prompt setup")
    await slack.submit(slack.manager, {"zone": "Europe/Berlin"})
    await slack.settle()


@pytest.mark.parametrize(
    ("what", "why"),
    [("removed", "/invite @Mingle"), ("archived", "is archived"), ("deleted", "was deleted")],
)
async def test_organisers_hear_once_which_channel_mingle_lost_and_why(
    slack: SlackWorkspace, what: str, why: str
) -> None:
    happen = {
        "removed": slack.server.remove_bot,
        "archived": slack.server.archive,
        "deleted": slack.server.delete,
    }
    await happen[what](slack.lunch)
    await slack.settle()
    [told] = [m for m in slack.inbox(slack.manager) if slack.says(m, "#lunch is on hold")]
    assert slack.says(told, why)
    assert len(await _resting(slack)) == 1


async def test_a_channel_that_is_back_works_again_at_once(slack: SlackWorkspace) -> None:
    await slack.server.remove_bot(slack.lunch)
    await slack.settle()
    await slack.server.invite_bot(slack.lunch)
    await slack.settle()
    assert not await _resting(slack)
    assert [m for m in slack.inbox(slack.manager) if slack.says(m, "#lunch works again")]
    await slack.server.archive(slack.lunch)
    await slack.settle()
    assert await _resting(slack)
    await slack.server.archive(slack.lunch, back=True)
    await slack.settle()
    assert not await _resting(slack)


async def test_organisers_hear_once_that_another_company_reads_along(
    slack: SlackWorkspace,
) -> None:
    await slack.server.share(slack.lunch, "T0OTHER")
    side = slack.server.channel("side", slack.people)
    await slack.server.share(side, "T0OTHER")
    await slack.settle()
    [told] = [m for m in slack.inbox(slack.manager) if slack.says(m, "Another company reads")]
    assert slack.says(told, "#lunch is shared")


async def test_organisers_hear_once_that_a_channel_was_made_private_and_opened_again(
    slack: SlackWorkspace,
) -> None:
    kinds: tuple[tuple[Literal["group", "channel"], str], ...]
    kinds = (("group", "private now"), ("channel", "open to everybody"))
    for kind, title in kinds:
        slack.lunch.kind = kind  # Slack tells nobody who does not read along
        for _ in range(3):
            slack.clock.move(timedelta(days=1))
            await slack.settle()
        [told] = [m for m in slack.inbox(slack.manager) if slack.says(m, title)]
        assert slack.says(told, "#lunch")
    assert not await _resting(slack)


async def test_a_channel_that_always_was_private_is_no_news(slack: SlackWorkspace) -> None:
    secret = slack.server.channel("secret", [slack.manager], private=True)
    await slack.say(slack.manager, "/prompt setup", secret)
    await slack.submit(slack.manager, {"zone": "Europe/Berlin"})
    for _ in range(3):
        slack.clock.move(timedelta(days=1))
        await slack.settle()
    assert not [m for m in slack.inbox(slack.manager) if slack.says(m, "private now")]


async def test_a_renamed_channel_has_its_new_name_everywhere(slack: SlackWorkspace) -> None:
    await slack.server.rename(slack.lunch, "kitchen")
    await slack.server.remove_bot(slack.lunch)
    await slack.settle()
    assert [m for m in slack.inbox(slack.manager) if slack.says(m, "#kitchen is on hold")]


async def test_nobody_hears_of_a_channel_in_which_mingle_does_nothing(
    slack: SlackWorkspace,
) -> None:
    other = slack.server.channel("other", [slack.manager])
    await slack.server.remove_bot(other)
    await slack.settle()
    assert not [m for m in slack.inbox(slack.manager) if slack.says(m, "on hold")]


async def test_a_table_says_that_its_channel_was_not_told(slack: SlackWorkspace) -> None:
    tom, random = slack.people[0], _random(slack)
    told = await slack.say(tom, "/lunch tomorrow 12:30", random)
    assert "I couldn't tell #random" in told
    assert "/invite @Mingle" in told
    assert "I've told" not in told
    await slack.server.invite_bot(random)
    told = await slack.say(slack.people[1], "/lunch friday 12:30", random)
    assert "I've told #random" in told
    await slack.settle()
    assert len(random.messages) == 1


async def test_nothing_is_set_up_where_mingle_cannot_speak(slack: SlackWorkspace) -> None:
    random = _random(slack)
    await slack.say(slack.manager, "/mingle setup", random)
    await slack.server.submit(slack.manager, slack.form(slack.manager), {"zone": "Europe/Berlin"})
    [error] = slack.form(slack.manager).errors.values()
    assert "/invite @Mingle" in error
    await slack.server.invite_bot(random)
    await slack.submit(slack.manager, {"zone": "Europe/Berlin"})
    assert slack.says(slack.whispers(slack.manager)[-1], "#random")


async def test_mingle_joins_a_public_channel_where_the_app_may(slack: SlackWorkspace) -> None:
    slack.home.scopes |= {*build_manifest(ROUTER, join=True)["oauth_config"]["scopes"]["bot"]}
    random = _random(slack)
    await slack.say(slack.manager, "/mingle setup", random)
    await slack.submit(slack.manager, {"zone": "Europe/Berlin"})
    assert slack.home.bot.id in random.members


def _random(slack: SlackWorkspace) -> Channel:
    return slack.server.channel("random", [slack.manager, *slack.people], bot=False)


async def _resting(slack: SlackWorkspace) -> list[str]:
    async with slack.database.read_transaction() as tx:
        return await resting_channels(tx, f"slack:{slack.home.id}")
