"""Interactions are delivered, answered and forgotten as Discord does it."""

import asyncio
from typing import Any

import discord as library
import pytest
from discord import ui

from tests.doubles.discord.conftest import Client, DiscordSetup, described
from tests.doubles.discord.raw_interactions import (
    MODAL,
    LibraryInteraction,
    callback_path,
    command,
    raise_interaction,
)
from tests.doubles.discord.state import EPHEMERAL, Interaction, Json

LUNCH: Json = {
    "name": "lunch",
    "description": "Go for lunch",
    "options": [
        {"type": 3, "name": "when", "description": "When?", "required": True, "autocomplete": True},
        {"type": 6, "name": "with", "description": "With whom?"},
        {
            "type": 4,
            "name": "seats",
            "description": "How many?",
            "choices": [{"name": "2", "value": 2}],
        },
    ],
}
NESTED: Json = {
    "name": "mingle",
    "description": "All else",
    "options": [
        {
            "type": 1,
            "name": "pause",
            "description": "Sit out",
            "options": [
                {"type": 4, "name": "weeks", "description": "For how long?", "required": True},
            ],
        },
    ],
}


async def test_only_what_was_registered_is_there_to_be_used(discord: DiscordSetup) -> None:
    await discord.register(LUNCH, NESTED, command(name="admins", default_member_permissions=32))
    uses: list[tuple[str, Json]] = [
        ("dinner", {}),
        ("lunch", {}),
        ("lunch", {"when": "1", "seats": 3}),
        ("admins", {}),
        ("lunch", {"when": 7}),
        ("lunch", {"when": "1", "where": "x"}),
        ("mingle", {}),
    ]
    for name, options in uses:
        with pytest.raises(AssertionError):
            await discord.server.command(discord.tom, discord.lunch, name, **options)


async def test_a_command_arrives_with_what_was_typed_and_is_answered(
    bot: Client, pointed: DiscordSetup
) -> None:
    await pointed.register(LUNCH, NESTED)
    delivery = await pointed.server.command(
        pointed.tom, pointed.lunch, "lunch", when="12:30", **{"with": pointed.amara}
    )
    assert delivery.acked
    assert delivery.message is not None
    (heard,) = bot.heard
    assert heard.data is not None
    assert heard.data["options"][0]["value"] == "12:30"  # type: ignore[typeddict-item]
    assert list(heard.data["resolved"]["members"]) == [pointed.amara.id]  # type: ignore[typeddict-item]
    assert (heard.user.display_name, str(heard.guild_id)) == ("Tom", pointed.guild.id)
    assert pointed.server.transcript(pointed.lunch).endswith("Mingle: Done.")
    await pointed.server.command(pointed.tom, pointed.lunch, "mingle pause", weeks=2)
    assert bot.heard[1].data["options"][0]["options"][0]["value"] == 2  # type: ignore[index, typeddict-item]


async def test_what_one_person_sees_is_shown_to_nobody_else(
    bot: Client, pointed: DiscordSetup
) -> None:
    async def quietly(interaction: LibraryInteraction) -> None:
        await interaction.response.send_message(
            "Just you", ephemeral=True, view=_view(custom_id="go")
        )

    bot.answering = quietly
    await pointed.register(command())
    delivery = await pointed.server.command(pointed.tom, pointed.lunch, "lunch")
    assert pointed.server.transcript(pointed.lunch) == "# lunch"
    assert "Just you" in pointed.server.transcript(pointed.lunch, pointed.tom)
    assert pointed.server.ephemerals[0].flags & EPHEMERAL
    assert delivery.message is not None
    with pytest.raises(AssertionError, match="does not see"):
        await pointed.server.click(pointed.amara, delivery.message, "go")


def _view(**more: Any) -> ui.View:
    view = ui.View(timeout=None)
    view.add_item(ui.Button(label="Go", **more))
    return view


async def test_a_gesture_that_nobody_answers_in_three_seconds_has_failed(
    bot: Client, pointed: DiscordSetup
) -> None:
    late: list[library.HTTPException] = []

    async def slowly(interaction: LibraryInteraction) -> None:
        await pointed.clock.sleep(3.1)
        try:
            await interaction.response.send_message("Too late")
        except library.HTTPException as refused:
            late.append(refused)

    bot.answering = slowly
    await pointed.register(command())
    async with pointed.clock.running():
        delivery = await pointed.server.command(pointed.tom, pointed.lunch, "lunch")
        await pointed.server.until(lambda: late)
    assert (delivery.acked, delivery.error) == (False, "The application did not respond")
    assert (late[0].status, late[0].code) == (404, 10062)
    assert not pointed.server.messages


async def test_a_gesture_is_answered_once(discord: DiscordSetup) -> None:
    one = raise_interaction(discord, 2)
    assert (await discord.call("POST", callback_path(one), {"type": 5})).status == 204
    assert (
        await discord.call("POST", callback_path(one), {"type": 4, "data": {"content": "a"}})
    ).code == 40060
    assert (await discord.call("POST", "/interactions/1/token/callback", {"type": 5})).code == 10062


def _hook(discord: DiscordSetup, one: Interaction, rest: str = "") -> str:
    return f"/webhooks/{discord.server.app.id}/{one.token}{rest}"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (2, {"type": 6}),
        (2, {"type": 7, "data": {"content": "a"}}),
        (2, {"type": 8, "data": {"choices": []}}),
        (3, {"type": 8, "data": {"choices": []}}),
        (4, {"type": 4, "data": {"content": "a"}}),
        (4, {"type": 5}),
        (5, MODAL),
        (5, {"type": 6}),
        (2, {"type": 4, "data": {"content": "a" * 2001}}),
        pytest.param(2, {"type": 4, "data": {"content": "a", "colour": "red"}}, marks=described),
        (
            4,
            {
                "type": 8,
                "data": {"choices": [{"name": str(n), "value": str(n)} for n in range(26)]},
            },
        ),
        (4, {"type": 8, "data": {"choices": [{"name": "", "value": "a"}]}}),
    ],
)
async def test_each_gesture_has_its_answers(discord: DiscordSetup, kind: int, body: Json) -> None:
    one = raise_interaction(discord, kind)
    answer = await discord.call("POST", callback_path(one), body)
    assert (answer.status, answer.code) == (400, 50035)
    assert not one.acked


async def test_a_token_serves_for_a_quarter_of_an_hour(discord: DiscordSetup) -> None:
    one = raise_interaction(discord, 2)
    assert (await discord.call("POST", _hook(discord, one), {"content": "early"})).code == 10015
    await discord.call("POST", callback_path(one), {"type": 5})
    await discord.clock.advance(899)
    assert (
        await discord.call("PATCH", _hook(discord, one, "/messages/@original"), {"content": "a"})
    ).status == 200
    assert (await discord.call("POST", _hook(discord, one), {"content": "b"})).status == 200
    await discord.clock.advance(2)
    for method, rest in [
        ("POST", ""),
        ("PATCH", "/messages/@original"),
        ("DELETE", "/messages/@original"),
    ]:
        answer = await discord.call(method, _hook(discord, one, rest), {"content": "c"})
        assert (answer.status, answer.code) == (401, 50027)


async def test_the_first_thing_said_after_thinking_takes_its_place(
    bot: Client, pointed: DiscordSetup
) -> None:
    async def thinking(interaction: LibraryInteraction) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        seen.append(pointed.server.transcript(pointed.lunch, pointed.tom))
        await interaction.followup.send("Here you are", ephemeral=False)
        await interaction.followup.send("And for all")

    seen: list[str] = []
    bot.answering = thinking
    await pointed.register(command())
    delivery = await pointed.server.settled(
        await pointed.server.command(pointed.tom, pointed.lunch, "lunch")
    )
    await pointed.server.until(lambda: delivery.followups)
    assert seen[0].endswith("thinking… (only you see this)")
    assert pointed.server.transcript(pointed.lunch, pointed.tom).count("only you see this") == 1
    assert delivery.message is not None
    assert (delivery.message.content, delivery.followups[0].content) == (
        "Here you are",
        "And for all",
    )


async def test_a_click_changes_what_was_clicked(bot: Client, pointed: DiscordSetup) -> None:
    async def click(interaction: LibraryInteraction) -> None:
        if interaction.type is library.InteractionType.component:
            await interaction.response.edit_message(content="Joined", view=None)
        else:
            await interaction.response.send_message("Join?", view=_view(custom_id="join"))

    bot.answering = click
    await pointed.register(command())
    first = await pointed.server.command(pointed.tom, pointed.lunch, "lunch")
    assert first.message is not None
    await pointed.server.click(pointed.amara, first.message, label="Go")
    assert pointed.server.transcript(pointed.lunch).endswith("Mingle: Joined (edited)")
    with pytest.raises(AssertionError, match="no button"):
        await pointed.server.click(pointed.amara, first.message, "join")


async def test_a_choice_arrives_with_whom_it_names(bot: Client, pointed: DiscordSetup) -> None:
    picker = {"type": 5, "custom_id": "who", "max_values": 2}
    places = {"type": 3, "custom_id": "where", "options": [{"label": "Kitchen", "value": "k"}]}
    rows = [{"type": 1, "components": [one]} for one in (picker, places)]
    await pointed.said(content="Who?", components=rows)
    (message,) = pointed.server.messages
    await pointed.server.choose(pointed.tom, message, "who", pointed.amara, pointed.ines)
    await pointed.server.choose(pointed.tom, message, "where", "Kitchen")
    data: list[Any] = [one.data for one in bot.heard]
    assert set(data[0]["resolved"]["users"]) == {pointed.amara.id, pointed.ines.id}
    assert data[1]["values"] == ["k"]
    with pytest.raises(AssertionError, match="takes"):
        await pointed.server.choose(pointed.tom, message, "where")


async def test_an_option_can_be_suggested(bot: Client, pointed: DiscordSetup) -> None:
    async def suggest(interaction: LibraryInteraction) -> None:
        typed_so_far = interaction.data["options"][0]["value"]  # type: ignore[index, typeddict-item]
        await interaction.response.autocomplete(
            [library.app_commands.Choice(name=f"{typed_so_far}:30", value="x")]
        )

    bot.answering = suggest
    await pointed.register(LUNCH)
    assert await pointed.server.suggest(pointed.tom, pointed.lunch, "lunch", "when", "12") == [
        {"name": "12:30", "value": "x"}
    ]


async def test_somebodys_menu_names_them(bot: Client, pointed: DiscordSetup) -> None:
    await pointed.register({"name": "Lunch with …", "type": 2}, {"name": "Thank", "type": 3})
    await pointed.server.menu(pointed.tom, pointed.lunch, pointed.amara, "Lunch with …")
    said = await pointed.server.say(pointed.amara, pointed.lunch, "hello")
    await pointed.server.menu(pointed.tom, pointed.lunch, said, "Thank")
    data: list[Any] = [one.data for one in bot.heard]
    assert (data[0]["target_id"], list(data[0]["resolved"]["members"])) == (
        pointed.amara.id,
        [pointed.amara.id],
    )
    assert list(data[1]["resolved"]["messages"]) == [said.id]


async def test_the_same_gesture_can_come_twice(bot: Client, pointed: DiscordSetup) -> None:
    refused: list[int] = []

    async def answer(interaction: LibraryInteraction) -> None:
        try:
            await interaction.response.send_message("Done.")
        except library.HTTPException as error:
            refused.append(error.code)

    bot.answering = answer
    await pointed.register(command())
    delivery = await pointed.server.command(pointed.tom, pointed.lunch, "lunch")
    await pointed.server.again(delivery)
    await pointed.server.until(lambda: refused)
    assert refused == [40060]
    assert len(pointed.server.messages) == 1


async def test_commands_are_used_in_direct_messages_where_they_may(
    bot: Client, pointed: DiscordSetup
) -> None:
    await pointed.register(command(), command(name="hidden", contexts=[0]))
    dm = pointed.server.dm(pointed.tom)
    assert (await pointed.server.command(pointed.tom, dm, "lunch")).acked
    assert bot.heard[0].guild_id is None
    with pytest.raises(AssertionError, match="not to be used here"):
        await pointed.server.command(pointed.tom, dm, "hidden")


async def test_the_quick_are_not_kept_waiting_by_the_slow(
    bot: Client, pointed: DiscordSetup
) -> None:
    async def answer(interaction: LibraryInteraction) -> None:
        if interaction.user.name == "tom":
            await pointed.clock.sleep(2)
        await interaction.response.send_message(interaction.user.name)

    bot.answering = answer
    await pointed.register(command())
    slow = asyncio.create_task(pointed.server.command(pointed.tom, pointed.lunch, "lunch"))
    assert (await pointed.server.command(pointed.amara, pointed.lunch, "lunch")).acked
    assert not slow.done()
    await pointed.clock.advance(2)
    assert (await slow).took == pytest.approx(2)
