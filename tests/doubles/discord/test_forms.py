"""Check that forms are refused, filled in, sent and closed as Discord does it."""

from typing import Any

import discord as library
import pytest
from discord import ui

from tests.doubles.discord import message_text
from tests.doubles.discord.conftest import Client, DiscordSetup
from tests.doubles.discord.layout import LABELLED, TEXT_INPUT
from tests.doubles.discord.raw_interactions import (
    MODAL,
    LibraryInteraction,
    callback_path,
    command,
    raise_interaction,
)
from tests.doubles.discord.state import Json


def asked(component: Json, **more: Any) -> Json:
    return {"type": LABELLED, "label": "Question", "component": component, **more}


def typed(custom_id: str = "x", **more: Any) -> Json:
    return {"type": TEXT_INPUT, "style": 1, "custom_id": custom_id, **more}


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": "t" * 46},
        {"custom_id": ""},
        {"components": []},
        {"components": [asked(typed(str(n))) for n in range(6)]},
        {"components": [asked(typed()), asked(typed())]},
        {"components": [asked(typed(), label="l" * 46)]},
        {"components": [asked(typed(), description="d" * 101)]},
        {"components": [asked(typed(max_length=4001))]},
        {"components": [asked(typed(min_length=5, max_length=4))]},
        {"components": [asked(typed(value="abc", max_length=2))]},
        {"components": [asked({"type": 2, "style": 1, "label": "b", "custom_id": "b"})]},
        {"components": [asked({"type": 3, "custom_id": "s", "options": []})]},
        {
            "components": [
                asked({"type": 21, "custom_id": "r", "options": [{"label": "one", "value": "1"}]})
            ]
        },
    ],
)
async def test_a_form_that_cannot_be_is_refused(discord: DiscordSetup, wrong: Json) -> None:
    data = {"custom_id": "f", "title": "t", "components": [asked(typed())], **wrong}
    answer = await discord.call(
        "POST", callback_path(raise_interaction(discord, 2)), {"type": 9, "data": data}
    )
    assert (answer.status, answer.code) == (400, 50035)
    assert not discord.server.modals


async def test_a_form_is_filled_in_and_sent(bot: Client, pointed: DiscordSetup) -> None:
    class Form(ui.Modal, title="Lunch"):
        where: Any = ui.Label(
            text="Where?", component=ui.TextInput(custom_id="where", max_length=20)
        )
        who: Any = ui.Label(text="Who?", component=ui.UserSelect(custom_id="who", required=False))
        how: Any = ui.Label(
            text="How?",
            component=ui.Select(custom_id="how", options=[library.SelectOption(label="Slow")]),
        )
        sure: Any = ui.Label(text="Sure?", component=ui.Checkbox(custom_id="sure"))

        async def on_submit(self, interaction: LibraryInteraction) -> None:
            got.append(
                (self.where.component, self.who.component, self.how.component, self.sure.component)
            )
            await interaction.response.send_message("Thank you", ephemeral=True)

    async def ask(interaction: LibraryInteraction) -> None:
        if interaction.type is library.InteractionType.application_command:
            await interaction.response.send_modal(Form())

    got: list[Any] = []
    bot.answering = ask
    await pointed.register(command())
    delivery = await pointed.server.command(pointed.tom, pointed.lunch, "lunch")
    assert delivery.modal is not None
    assert message_text.questions(delivery.modal) == ["Where?", "Who?", "How?", "Sure?"]
    with pytest.raises(AssertionError, match="with nothing in"):
        await pointed.server.submit(pointed.tom, {"How?": "Slow"})
    with pytest.raises(AssertionError, match="so much"):
        await pointed.server.submit(pointed.tom, {"where": "a" * 21, "How?": "Slow"})
    values = {"where": "Kitchen", "Who?": pointed.amara, "How?": "Slow", "sure": True}
    sent = await pointed.server.submit(pointed.tom, values, modal=delivery.modal)
    ((where, who, how, sure),) = got
    assert (where.value, str(who.values[0].id), how.values, sure.value) == (
        "Kitchen",
        pointed.amara.id,
        ["Slow"],
        True,
    )
    assert sent.message is not None
    assert not pointed.server.modals


async def test_a_form_that_is_closed_is_gone(discord: DiscordSetup) -> None:
    await discord.call("POST", callback_path(raise_interaction(discord, 2)), MODAL)
    await discord.server.close_modal(discord.tom)
    with pytest.raises(AssertionError, match="no form"):
        await discord.server.submit(discord.tom)
