"""No test waits for servers that will not come: the double sends all of them at once."""

import pytest

from adapters.discord import gateway

GUILD_READY_TIMEOUT = 0.02  # seconds


@pytest.fixture(autouse=True)
def settled_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateway, "GUILD_READY_TIMEOUT", GUILD_READY_TIMEOUT)
