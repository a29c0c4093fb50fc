"""Take a file from Discord's own hosts alone.

Whatever goes wrong is one calm sentence, and what was typed is kept.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters import uploads
from adapters.discord.files import file_origins
from bot.config import LogSection
from bot.logs import configure_logging
from bot.store.engine import Database
from bot.ui.notices import FILE_LOST
from tests.adapters.discord.harness import DiscordHarness, connected, settings_for
from tests.adapters.uploads import BEGUN, WITH_WORDS
from tests.doubles.discord import Delivery, DiscordServer, message_text


@pytest.fixture
async def discord(database: Database) -> AsyncIterator[DiscordHarness]:
    async with DiscordServer() as server:
        there = DiscordHarness(server)
        await there.move_in(database)
        async with connected(server, settings_for(server), database, there.router, there.note):
            yield there
        assert not server.invalid
        assert not server.problems


async def hand_in(discord: DiscordHarness, content: bytes = BEGUN, **lies: Any) -> Delivery:
    """Fill the form in with a file of which lies are told."""
    await discord._opened(WITH_WORDS)
    file = discord.server.hand_in("chamber.ics", content, **lies)
    delivery = await discord.server.submit(discord.users[0], {"file": file, "text": "Hello"})
    assert delivery.acked
    return delivery


def said(discord: DiscordHarness, delivery: Delivery) -> str:
    assert [call.interaction for call in discord.calls] == ["command"]
    assert delivery.message
    return message_text.words(discord.server, delivery.message)


async def test_a_file_comes_without_the_token_having_gone_anywhere(discord: DiscordHarness) -> None:
    await hand_in(discord)
    assert discord.calls[-1].files["file"].content == BEGUN
    assert discord.calls[-1].fields == {"text": "Hello"}
    assert [token for _, token in discord.server.downloads] == [""]


@pytest.mark.parametrize(
    "address",
    [
        "{other}/attachments/1/chamber.ics",
        "https://cdn.discordapp.com.evil.example/1",
        "ftp://cdn.discordapp.com/1",
    ],
)
async def test_no_request_leaves_for_another_host(discord: DiscordHarness, address: str) -> None:
    configure_logging(LogSection())
    async with DiscordServer() as other:
        where = address.format(other=other.url.removesuffix("/api/v10"))
        with capture_logs() as logs:
            delivery = await hand_in(discord, url=where)
        assert FILE_LOST in said(discord, delivery)
        assert not other.downloads
        assert not discord.server.downloads
    assert "file.take" in [log["action"] for log in logs]


async def test_a_redirect_is_not_followed(discord: DiscordHarness) -> None:
    async with DiscordServer() as other:
        await discord._opened(WITH_WORDS)
        file = discord.server.hand_in("chamber.ics", BEGUN)
        file.moved = other.url.replace("/api/v10", "/attachments/1/chamber.ics")
        delivery = await discord.server.submit(discord.users[0], {"file": file})
        assert FILE_LOST in said(discord, delivery)
        assert not other.downloads


def test_files_come_from_discords_own_hosts() -> None:
    assert set(file_origins("https://discord.com/api/v10")) == {
        "https://cdn.discordapp.com", "https://media.discordapp.net", "https://discord.com"
    }  # fmt: skip


async def test_a_file_that_says_it_is_too_big_is_not_fetched(discord: DiscordHarness) -> None:
    assert "2 kB is the most" in said(discord, await hand_in(discord, size=2_001))
    assert not discord.server.downloads


async def test_a_file_that_lies_about_its_size_is_not_read_to_its_end(
    discord: DiscordHarness,
) -> None:
    await discord._opened(WITH_WORDS)
    file = discord.server.hand_in("chamber.ics", b"x" * 100_000, size=100)
    file.held = asyncio.Event()  # the end never comes
    assert "2 kB is the most" in said(
        discord, await discord.server.submit(discord.users[0], {"file": file})
    )


async def test_a_host_that_stalls_keeps_nobody_waiting_and_what_was_typed_is_kept(
    discord: DiscordHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "FETCH_TIMEOUT", 0.05)
    await discord._opened(WITH_WORDS)
    file = discord.server.hand_in("chamber.ics", BEGUN)
    file.held = asyncio.Event()
    delivery = await discord.server.submit(discord.users[0], {"file": file, "text": "Hello"})
    assert FILE_LOST in said(discord, delivery)
    file.held.set()
    assert delivery.message
    again = await discord.server.click(discord.users[0], delivery.message, label="Look at it again")
    assert again.modal
    await discord.server.submit(discord.users[0], {"file": file})
    assert discord.calls[-1].files["file"].content == BEGUN
    assert discord.calls[-1].fields == {"text": "Hello"}
