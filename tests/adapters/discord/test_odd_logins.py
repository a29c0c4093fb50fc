"""Logins of a shape that nobody expected: Mingle logs in again, and goes on with what it reads."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from adapters.discord import serve
from bot.store.engine import Database
from tests.adapters.discord.harness import DiscordHarness, connected, settings_for
from tests.adapters.discord.test_listen import _router
from tests.adapters.discord.test_odd_events import House
from tests.adapters.odd_copies import odd_copies
from tests.adapters.workspace import UNHURRIED
from tests.doubles.discord import DiscordServer

SOON = 0.01  # seconds between two tries
STEP = 37  # of the many copies, as each costs a login


class Logins:
    """A house whose logins are answered with what somebody puts there."""

    def __init__(self, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
        self.house = house
        self.told: dict[str, list[Any]] = {"READY": [], "GUILD_CREATE": []}
        self.odd: dict[str, Any] = {}
        gateway = house.server.gateway
        dispatch = gateway._dispatch

        async def tell(session: Any, name: str, data: Any) -> int:
            if name == "READY" or (name == "GUILD_CREATE" and data["id"] == house.other.id):
                self.told[name].append(data)
                data = self.odd.pop(name, data)
            return await dispatch(session, name, data)

        monkeypatch.setattr(gateway, "_dispatch", tell)

    async def log_in(self) -> bool:
        """Log in as a new process does; return whether people are heard then."""
        house = self.house
        settings, database = settings_for(house.server), house.database
        async with connected(house.server, settings, database, _router(), house.dispatch):
            await house.server.until(lambda: self.told["READY"] and not self.odd)
            return await house.is_heard()


@pytest.fixture
async def logins(database: Database, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Logins]:
    monkeypatch.setattr(serve, "RETRY_DELAY", SOON)
    monkeypatch.setattr(serve, "MAX_RETRY_DELAY", SOON)
    async with DiscordServer() as server:
        server.answer_within, server.limits.enforced = UNHURRIED, False
        harness = DiscordHarness(server)
        await harness.move_in(database)
        made = Logins(House(harness, database), monkeypatch)
        assert await made.log_in()
        yield made


@pytest.mark.parametrize("lack", ["user", "session_id", "shard"])
async def test_a_login_that_cannot_be_read_is_followed_by_another(
    logins: Logins, lack: str
) -> None:
    [ready] = logins.told["READY"]
    logins.odd["READY"] = {name: value for name, value in ready.items() if name != lack}
    assert await logins.log_in()
    assert len(logins.told["READY"]) == 3


async def test_a_server_that_cannot_be_read_keeps_nobody_else_from_being_heard(
    logins: Logins,
) -> None:
    [told] = logins.told["GUILD_CREATE"]
    copies = [odd for _, odd in odd_copies(told)][::STEP]
    assert len(copies) > 10
    for odd in copies:
        logins.odd["GUILD_CREATE"] = odd
        assert await logins.log_in()
    assert len(logins.told["READY"]) == len(copies) + 1
