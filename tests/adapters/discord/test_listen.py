"""Do things in Discord that are slow, wrong, repeated, in a direct message, or not one's own
to do."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from discord.http import Route
from sqlalchemy import select

from adapters.discord import ids, listen, strings
from adapters.discord.app import DiscordApp
from adapters.recent import RecentIds
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Reply
from bot.core.permissions import Role
from bot.core.router import Option, Router
from bot.core.tables import outbox_message
from bot.store.engine import Database, ReadTransaction, Transaction
from bot.ui.cards import (
    Actions,
    Button,
    Card,
    Choice,
    ChoiceField,
    DateField,
    Form,
    TextField,
    as_text,
)
from bot.ui.notices import note_card
from tests.adapters.discord.harness import BERLIN, DiscordHarness, connected, settings_for
from tests.doubles.discord import Delivery, DiscordServer, Fault, message_text
from tests.doubles.loopback import ANSWER_WITHIN

UPDATED = 7  # the kind of answer that changes the message which was clicked

LONG = Form(
    "try.save",
    "A form",
    (
        *(TextField(f"f{number}", f"Question {number}", limit=40) for number in range(6)),
        ChoiceField(
            "mode", "Mode", (Choice("a", "One"), Choice("b", "Two")), required=True, initial=("a",)
        ),
        DateField("day", "Until"),
    ),
    "7",
)


class Client:
    """The front door, with a core that does what a test wants."""

    def __init__(self, harness: DiscordHarness, database: Database) -> None:
        self.harness, self.server, self.database = harness, harness.server, database
        self.tom, self.amara, self.jun, self.sofia = harness.users
        self.calls: list[Invocation] = []
        self.answers: list[Answer] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.app: DiscordApp

    async def dispatch(self, call: Invocation) -> Answer:
        self.calls.append(call)
        await self.gate.wait()
        return self.answers.pop(0) if self.answers else Reply(note_card("Done"))

    def read(self, delivery: Delivery) -> str:
        assert delivery.message
        return message_text.words(self.server, delivery.message)

    async def press(self, delivery: Delivery, label: str) -> Delivery:
        assert delivery.message
        return await self.server.click(self.tom, delivery.message, label=label)


def _router() -> Router:
    router = Router()

    async def nothing(call: Invocation, tx: Transaction) -> Answer:
        return None

    async def slugs(tx: ReadTransaction, workspace: str, typed: str) -> list[str]:
        return [slug for slug in ("host-picnic", "host-party", "call") if typed in slug]

    prompt = Option("id", "Which", required=True, suggest=slugs)
    router.command("mingle", "Try", Role.ANYONE)(nothing)
    router.command(
        "lunch", "Find", Role.ANYONE, Option("when", "When"), Option("seats", "How many", "number")
    )(nothing)
    router.command(
        "lunch with", "Ask", Role.ANYONE, Option("person", "Whom", "person", required=True)
    )(nothing)
    router.command(
        "deck hide", "Hide", Role.ORGANISER, prompt, Option("where", "Where", "channel")
    )(nothing)
    router.command(
        "deck look", "Look", Role.ANYONE, Option("season", "Which", choices=("spring", "autumn"))
    )(nothing)
    return router


@pytest.fixture
async def discord(database: Database) -> AsyncIterator[Client]:
    async with DiscordServer() as server:
        harness = DiscordHarness(server)
        await harness.move_in(database)
        client = Client(harness, database)
        managers = server.role("Lunch crew", harness.guild)
        settings = settings_for(
            server, organisers=(managers.id,), names={"lunch": {"de": "mittag"}}
        )
        async with connected(server, settings, database, _router(), client.dispatch) as app:
            client.app = app
            yield client
        assert not server.invalid
        assert not server.problems


async def test_a_word_alone_is_called_now_where_it_begins_others(discord: Client) -> None:
    await discord.server.command(
        discord.tom, discord.harness.lunch, "lunch find", when="tomorrow", seats=4
    )
    call = discord.calls[-1]
    assert (call.action, dict(call.fields)) == ("lunch", {"when": "tomorrow", "seats": "4"})
    assert (call.channel, call.channel_name, call.zone) == (
        discord.harness.channel,
        "lunch",
        BERLIN,
    )
    assert (call.person, call.name) == (discord.harness.people[0], "Tom Becker")
    await discord.server.command(discord.tom, discord.harness.lunch, "mingle")
    assert discord.calls[-1].action == "mingle"


async def test_people_and_channels_come_in_our_ids_and_apps_are_nobody(discord: Client) -> None:
    await discord.server.command(
        discord.tom, discord.harness.lunch, "lunch with", person=discord.jun
    )
    assert discord.calls[-1].field_text("person") == discord.harness.people[2]
    await discord.server.command(
        discord.tom, discord.harness.lunch, "lunch with", person=discord.server.bot
    )
    assert discord.calls[-1].field_text("person") == ""


async def test_somebodys_menu_asks_them_to_lunch(discord: Client) -> None:
    delivery = await discord.server.menu(
        discord.tom, discord.harness.lunch, discord.jun, strings.LUNCH_WITH
    )
    assert delivery.acked
    assert (discord.calls[-1].action, discord.calls[-1].field_text("person")) == (
        "lunch with",
        discord.harness.people[2],
    )


async def test_commands_say_what_they_take(discord: Client) -> None:
    named = {one.name: one.content for one in discord.server.commands.values()}
    assert named["lunch"]["name_localizations"]["de"] == "mittag"
    assert [one["name"] for one in named["lunch"]["options"]] == ["find", "with"]
    look = next(one for one in named["deck"]["options"] if one["name"] == "look")
    assert [one["value"] for one in look["options"][0]["choices"]] == ["spring", "autumn"]


async def test_what_is_typed_is_completed_for_those_who_may(discord: Client) -> None:
    suggest = discord.server.suggest
    crew = next(role for role in discord.harness.guild.roles.values() if role.name == "Lunch crew")
    await discord.server.give(discord.amara, crew, discord.harness.guild)
    offered = await suggest(discord.amara, discord.harness.lunch, "deck hide", "id", "host")
    assert [one["value"] for one in offered] == ["host-picnic", "host-party"]


@pytest.mark.parametrize(("right", "organises"), [("manage_events", True), ("manage_guild", True),
                                                  ("administrator", True), ("manage_messages",
                                                  False)])  # fmt: skip
async def test_who_may_manage_events_or_the_server_organises(
    discord: Client, right: str, organises: bool
) -> None:
    role = discord.server.role("Some", discord.harness.guild, right)
    await discord.server.give(discord.tom, role, discord.harness.guild)
    await discord.server.command(discord.tom, discord.harness.lunch, "mingle")
    assert discord.calls[-1].organiser is organises
    await discord.server.take(discord.tom, role, discord.harness.guild)
    await discord.server.command(discord.tom, discord.harness.lunch, "mingle")
    assert not discord.calls[-1].organiser


async def test_a_configured_role_organises_also_in_a_direct_message_until_it_is_taken(
    discord: Client,
) -> None:
    crew = next(role for role in discord.harness.guild.roles.values() if role.name == "Lunch crew")
    await discord.server.give(discord.tom, crew, discord.harness.guild)
    card = Card("note", "T", (Actions((Button("try.it", "Try", "1"),)),))
    sent = await discord.app[discord.harness.workspace].send_dm(
        discord.harness.people[0], card, "key"
    )
    dm = discord.server.channels[sent.channel.rpartition("/")[2]]
    for organises in (True, False):
        await discord.server.click(discord.tom, dm.messages[0], label="Try")
        call = discord.calls[-1]
        assert (call.organiser, call.workspace, call.channel_name) == (
            organises,
            discord.harness.workspace,
            "",
        )
        assert (call.person, call.message) == (discord.harness.people[0], sent)
        if organises:
            await discord.server.take(discord.tom, crew, discord.harness.guild)


async def test_whoever_left_the_server_can_press_nothing_in_old_messages(discord: Client) -> None:
    card = Card("note", "T", (Actions((Button("try.it", "Try", "1"),)),))
    sent = await discord.app[discord.harness.workspace].send_dm(
        discord.harness.people[0], card, "key"
    )
    dm = discord.server.channels[sent.channel.rpartition("/")[2]]
    await discord.server.leave(discord.tom, discord.harness.guild)
    delivery = await discord.server.click(discord.tom, dm.messages[0], label="Try")
    assert strings.NOT_HERE in discord.read(delivery)
    assert not discord.calls


async def test_a_command_in_a_direct_message_is_for_the_one_server_that_somebody_shares(
    discord: Client,
) -> None:
    sent = await discord.app[discord.harness.workspace].send_dm(
        discord.harness.people[0], Card("note", "Hello"), "key"
    )
    dm = discord.server.channels[sent.channel.rpartition("/")[2]]
    await discord.server.command(discord.tom, dm, "mingle")
    assert discord.calls[-1].workspace == discord.harness.workspace


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Announce soon that work takes a moment."""
    assert listen.ACK_TIMEOUT < ANSWER_WITHIN
    monkeypatch.setattr(listen, "ACK_TIMEOUT", 0.05)


@pytest.mark.usefixtures("impatient")
async def test_slow_work_is_announced_in_time_and_answered_later(discord: Client) -> None:
    discord.gate.clear()
    delivery = await discord.server.command(discord.tom, discord.harness.lunch, "mingle")
    assert delivery.acked
    discord.gate.set()
    await discord.server.settled(delivery)
    assert "Done" in discord.read(delivery)
    assert delivery.message
    assert delivery.message.only_for == discord.tom.id


@pytest.mark.usefixtures("impatient")
async def test_a_form_that_comes_too_late_waits_behind_a_button(discord: Client) -> None:
    discord.gate.clear()
    discord.answers = [OpenForm(LONG)]
    delivery = await discord.server.command(discord.tom, discord.harness.lunch, "mingle")
    discord.gate.set()
    await discord.server.settled(delivery)
    assert (await discord.press(delivery, strings.OPEN_FORM)).modal


async def test_a_gesture_told_twice_is_acted_upon_once(discord: Client) -> None:
    delivery = await discord.server.command(discord.tom, discord.harness.lunch, "mingle")
    await discord.server.again(delivery)
    await discord.server.command(discord.tom, discord.harness.lunch, "mingle")
    assert len(discord.calls) == 2


async def test_an_answer_that_discord_stumbles_over_is_given_again(discord: Client) -> None:
    discord.server.faults.next("create_interaction_response", Fault("error"))
    delivery = await discord.server.command(discord.tom, discord.harness.lunch, "mingle")
    assert "Done" in discord.read(delivery)
    assert len(discord.calls) == 1


async def test_an_answer_that_discord_asks_to_wait_with_is_given_later(discord: Client) -> None:
    discord.server.faults.next("create_interaction_response", Fault("limit", 1))
    delivery = await discord.server.command(discord.tom, discord.harness.lunch, "mingle")
    await discord.server.settled(delivery)
    assert "Done" in discord.read(delivery)
    assert len(discord.calls) == 1


async def test_an_answer_that_discord_never_takes_comes_as_a_direct_message(
    discord: Client,
) -> None:
    discord.server.faults.next("create_interaction_response", Fault("error"), 9)
    await discord.server.command(discord.tom, discord.harness.lunch, "mingle")
    assert discord.app.listener
    await discord.app.listener.drain_tasks()
    async with discord.database.read_transaction() as tx:
        [written] = await tx.all(select(outbox_message).where(outbox_message.c.kind == "whisper"))
    assert written.recipients == (ids.qualify_id(discord.harness.workspace, discord.tom.id),)
    assert "Done" in as_text(written.card)


async def test_a_long_form_comes_in_pages_and_nothing_typed_is_lost(discord: Client) -> None:
    discord.answers = [OpenForm(LONG)]
    delivery = await discord.server.command(discord.tom, discord.harness.lunch, "mingle")
    assert delivery.modal
    delivery = await discord.server.submit(discord.tom, {"f0": "first", "f3": "fourth"})
    assert strings.form_progress(1, 2) in discord.read(delivery)
    discord.app.listener._recent_ids = RecentIds()  # type: ignore[union-attr]
    delivery = await discord.press(delivery, strings.GO_ON)
    assert delivery.modal
    discord.answers = [FormErrors({"f0": "Say more.", "day": "That day is over."})]
    delivery = await discord.server.submit(
        discord.tom, {"f5": "sixth", "mode": "b", "day": "1 April 2099"}
    )
    assert dict(discord.calls[-1].fields) == {
        "f0": "first", "f1": "", "f2": "", "f3": "fourth", "f4": "", "f5": "sixth", "mode": "b",
        "day": "2099-04-01",
    }  # fmt: skip
    assert "Say more." in discord.read(delivery)
    assert "That day is over." in discord.read(delivery)
    again = await discord.press(delivery, strings.page_label(1))
    assert again.modal
    values = [part["component"].get("value") for part in again.modal.content["components"]]
    assert values == ["first", None, None, "fourth"]
    delivery = await discord.server.submit(discord.tom, {"f0": "more"})
    assert "Done" in discord.read(delivery)
    assert (discord.calls[-1].field_text("f0"), discord.calls[-1].field_text("f5")) == (
        "more",
        "sixth",
    )
    assert discord.calls[-1].value == "7"


async def test_a_form_that_has_served_is_not_opened_again(discord: Client) -> None:
    discord.answers = [OpenForm(LONG), OpenForm(LONG)]
    pages = []
    for _ in range(2):
        await discord.server.command(discord.tom, discord.harness.lunch, "mingle")
        pages.append(await discord.server.submit(discord.tom, {"f0": "first"}))
    await discord.press(pages[1], strings.GO_ON)
    await discord.server.submit(discord.tom, {})
    late = await discord.press(pages[0], strings.GO_ON)
    assert strings.FORM_GONE in discord.read(late)


async def test_a_button_of_another_server_does_nothing_here(discord: Client) -> None:
    row = {"type": 1, "components": [{"type": 2, "style": 2, "label": "Try",
                                      "custom_id": ids.build_route("discord:77", "try.it",
                                      "1")}]}  # fmt: skip
    http = discord.app.client.http
    route = Route(
        "POST", "/channels/{channel_id}/messages", channel_id=int(discord.harness.lunch.id)
    )
    await http.request(
        route, json={"flags": 1 << 15, "components": [{"type": 17, "components": [row]}]}
    )
    delivery = await discord.server.click(
        discord.tom, discord.harness.lunch.messages[-1], label="Try"
    )
    assert strings.FORM_GONE in discord.read(delivery)
    assert not discord.calls


async def test_a_private_card_changes_where_it_is_clicked(discord: Client) -> None:
    ballot = Card("prompt", "Your ballot", (Actions((Button("try.it", "Vote", "1"),)),))
    discord.answers = [Reply(ballot), Reply(ballot), Reply(note_card("Counted"))]
    first = await discord.server.command(discord.tom, discord.harness.lunch, "mingle")
    second = await discord.press(first, "Vote")
    assert first.message
    assert second.interaction.answer
    assert second.interaction.answer["type"] == UPDATED
    third = await discord.press(first, "Vote")
    assert third.message
    assert "Counted" in discord.read(third)
    assert third.message.id != first.message.id
