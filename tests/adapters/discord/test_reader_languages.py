"""People of Discord are answered in the language of their app."""

from collections.abc import AsyncIterator
from functools import partial

import pytest

from bot.core.dispatch import dispatch
from bot.features import ROUTER
from bot.store.engine import Database
from tests.adapters.discord.harness import DiscordHarness, connected, settings_for
from tests.doubles.discord import DiscordServer, message_text


@pytest.fixture
async def harness(database: Database) -> AsyncIterator[DiscordHarness]:
    async with DiscordServer() as server:
        harness = DiscordHarness(server)
        await harness.move_in(database)
        answer = partial(dispatch, ROUTER, database)
        async with connected(server, settings_for(server), database, ROUTER, answer) as app:
            await server.until(lambda: len(app.client.guilds) == 1)
            yield harness


async def test_people_in_one_channel_are_each_answered_in_their_own_language(
    harness: DiscordHarness,
) -> None:
    tom, amara, jun = harness.users[:3]
    tom.locale, amara.locale, jun.locale = "de", "es-419", "ja"

    titles = []
    for user in (tom, amara, jun):
        asked = await harness.server.command(user, harness.lunch, "mingle hours")
        answered = await harness.server.settled(asked)
        assert answered.modal
        titles.append(answered.modal.title)

    assert titles == ["Deine Zeiten", "Tu horario", "Your hours"]


async def test_the_note_between_two_pages_of_a_form_is_in_the_language_of_the_app(
    harness: DiscordHarness,
) -> None:
    server, tom = harness.server, harness.users[0]
    tom.locale = "de"
    await server.settled(await server.command(tom, harness.lunch, "mingle profile"))

    note = await server.settled(await server.submit(tom))

    assert note.message
    assert "Fast geschafft" in message_text.words(server, note.message)
