"""Keep the door open: through drops, addresses that expire, and tokens that Slack does not
accept."""

import asyncio

import pytest

from adapters.slack import serve
from bot.core.platform import PermanentError
from bot.store.engine import Database
from tests.adapters.slack.harness import SlackHarness, connected, hurried, settings_for
from tests.doubles.slack import DrivenClock, SlackServer

LONG = 60.0  # seconds; an address to dial is worth thirty


async def test_a_socket_is_dialled_anew_though_its_address_has_expired(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "PING_INTERVAL", 0.05)
    async with SlackServer(DrivenClock()) as slack:
        office = SlackHarness(slack)
        async with connected(
            slack, settings_for(slack), database, office.router, office.note, hurried()
        ):
            _let_the_next_address_expire(slack, monkeypatch)
            assert slack.sockets.drop(2) == 2
            await slack.sockets.ready(2)
            await slack.type_command(office.users[0], office.lunch, "/mingle")
            assert [call.action for call in office.calls] == ["mingle"]


async def test_mingle_connects_though_its_very_first_address_has_expired(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "PING_INTERVAL", 0.05)
    async with SlackServer(DrivenClock()) as slack:
        office = SlackHarness(slack)
        _let_the_next_address_expire(slack, monkeypatch)
        async with connected(
            slack, settings_for(slack), database, office.router, office.note, hurried()
        ):
            await slack.type_command(office.users[0], office.lunch, "/mingle")
            assert [call.action for call in office.calls] == ["mingle"]


def _let_the_next_address_expire(slack: SlackServer, monkeypatch: pytest.MonkeyPatch) -> None:
    give = slack.sockets.ticket

    def give_late() -> str:
        monkeypatch.setattr(slack.sockets, "ticket", give)
        address = give()
        expired = slack.clock.now() - LONG
        slack.sockets._tickets = dict.fromkeys(slack.sockets._tickets, expired)
        return address

    monkeypatch.setattr(slack.sockets, "ticket", give_late)


async def test_an_app_token_that_slack_refuses_is_told_in_words(database: Database) -> None:
    async with SlackServer() as slack:
        office = SlackHarness(slack)
        with pytest.raises(PermanentError, match=r"slack\.app_token"):
            async with (
                asyncio.timeout(10),
                connected(
                    slack,
                    settings_for(slack, app_token="xapp-wrong"),
                    database,
                    office.router,
                    office.note,
                    hurried(),
                ),
            ):
                raise AssertionError("the door is open")


async def test_an_event_under_way_is_handled_to_its_end_when_mingle_stops(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, go_on = asyncio.Event(), asyncio.Event()
    handled: list[str] = []

    async def handle(_tx: object, _workspace: str, channel: str, *_more: object) -> None:
        began.set()
        await go_on.wait()
        handled.append(channel)

    monkeypatch.setattr("adapters.slack.events.platform_updates.channel_changed", handle)
    async with SlackServer() as slack:
        office = SlackHarness(slack)
        newcomer = slack.person("Mia Stone")
        async with connected(
            slack, settings_for(slack), database, office.router, office.note, hurried()
        ):
            joining = asyncio.create_task(slack.join_channel(newcomer, office.lunch))
            await began.wait()
            asyncio.get_running_loop().call_later(0.1, go_on.set)
        assert handled == [office.channel]
        joining.cancel()
        await asyncio.gather(joining, return_exceptions=True)
