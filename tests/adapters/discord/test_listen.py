"""Do things in Discord that are slow, wrong, repeated, in a direct message, or not one's own
to do."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from discord.http import Route

from adapters.discord import ids, listen, strings
from adapters.discord.app import DiscordApp
from adapters.recent import RecentIds
from bot.core.permissions import Role
from bot.core.router import Answer, FormErrors, Invocation, OpenForm, Option, Reply, Router
from bot.store.engine import Database, ReadTransaction, Transaction
from bot.ui.cards import Actions, Button, Card, Choice, ChoiceField, DateField, Form, TextField
from bot.ui.notices import note_card
from tests.adapters.discord.office import BERLIN, Office, connected, settings_for
from tests.doubles.discord import Delivery, DiscordServer, Fault, message_text
from tests.doubles.discord.routes import interactions

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


class Front:
    """The front door, with a core that does what a test wants."""

    def __init__(self, office: Office, database: Database) -> None:
        self.office, self.discord, self.database = office, office.discord, database
        self.tom, self.amara, self.jun, self.sofia = office.users
        self.calls: list[Invocation] = []
        self.answers: list[Answer] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.house: DiscordApp

    async def dispatch(self, call: Invocation) -> Answer:
        self.calls.append(call)
        await self.gate.wait()
        return self.answers.pop(0) if self.answers else Reply(note_card("Done"))

    def read(self, delivery: Delivery) -> str:
        assert delivery.message
        return message_text.words(self.discord, delivery.message)

    async def press(self, delivery: Delivery, label: str) -> Delivery:
        assert delivery.message
        return await self.discord.click(self.tom, delivery.message, label=label)


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
async def front(database: Database) -> AsyncIterator[Front]:
    async with DiscordServer() as discord:
        office = Office(discord)
        await office.move_in(database)
        there = Front(office, database)
        managers = discord.role("Lunch crew", office.guild)
        settings = settings_for(
            discord, organisers=(managers.id,), names={"lunch": {"de": "mittag"}}
        )
        async with connected(discord, settings, database, _router(), there.dispatch) as house:
            there.house = house
            yield there
        assert not discord.invalid
        assert not discord.problems


async def test_a_word_alone_is_called_now_where_it_begins_others(front: Front) -> None:
    await front.discord.command(
        front.tom, front.office.lunch, "lunch now", when="tomorrow", seats=4
    )
    call = front.calls[-1]
    assert (call.action, dict(call.fields)) == ("lunch", {"when": "tomorrow", "seats": "4"})
    assert (call.channel, call.channel_name, call.zone) == (front.office.channel, "lunch", BERLIN)
    assert (call.person, call.name) == (front.office.people[0], "Tom Becker")
    await front.discord.command(front.tom, front.office.lunch, "mingle")
    assert front.calls[-1].action == "mingle"


async def test_people_and_channels_come_in_our_ids_and_apps_are_nobody(front: Front) -> None:
    await front.discord.command(front.tom, front.office.lunch, "lunch with", person=front.jun)
    assert front.calls[-1].field_text("person") == front.office.people[2]
    await front.discord.command(
        front.tom, front.office.lunch, "lunch with", person=front.discord.bot
    )
    assert front.calls[-1].field_text("person") == ""


async def test_somebodys_menu_asks_them_to_lunch(front: Front) -> None:
    delivery = await front.discord.menu(
        front.tom, front.office.lunch, front.jun, strings.LUNCH_WITH
    )
    assert delivery.acked
    assert (front.calls[-1].action, front.calls[-1].field_text("person")) == (
        "lunch with",
        front.office.people[2],
    )


async def test_commands_say_what_they_take(front: Front) -> None:
    named = {one.name: one.content for one in front.discord.commands.values()}
    assert named["lunch"]["name_localizations"] == {"de": "mittag"}
    assert [one["name"] for one in named["lunch"]["options"]] == ["now", "with"]
    look = next(one for one in named["deck"]["options"] if one["name"] == "look")
    assert [one["value"] for one in look["options"][0]["choices"]] == ["spring", "autumn"]


async def test_what_is_typed_is_completed_for_those_who_may(front: Front) -> None:
    suggest = front.discord.suggest
    crew = next(role for role in front.office.guild.roles.values() if role.name == "Lunch crew")
    await front.discord.give(front.amara, crew, front.office.guild)
    offered = await suggest(front.amara, front.office.lunch, "deck hide", "id", "host")
    assert [one["value"] for one in offered] == ["host-picnic", "host-party"]


@pytest.mark.parametrize(("right", "organises"), [("manage_events", True), ("manage_guild", True),
                                                  ("administrator", True), ("manage_messages",
                                                  False)])  # fmt: skip
async def test_who_may_manage_events_or_the_server_organises(
    front: Front, right: str, organises: bool
) -> None:
    role = front.discord.role("Some", front.office.guild, right)
    await front.discord.give(front.tom, role, front.office.guild)
    await front.discord.command(front.tom, front.office.lunch, "mingle")
    assert front.calls[-1].organiser is organises
    await front.discord.take(front.tom, role, front.office.guild)
    await front.discord.command(front.tom, front.office.lunch, "mingle")
    assert not front.calls[-1].organiser


async def test_a_configured_role_organises_also_in_a_direct_message_until_it_is_taken(
    front: Front,
) -> None:
    crew = next(role for role in front.office.guild.roles.values() if role.name == "Lunch crew")
    await front.discord.give(front.tom, crew, front.office.guild)
    card = Card("note", "T", (Actions((Button("try.it", "Try", "1"),)),))
    sent = await front.house[front.office.workspace].send_dm(front.office.people[0], card, "key")
    there = front.discord.channels[sent.channel.rpartition("/")[2]]
    for organises in (True, False):
        await front.discord.click(front.tom, there.messages[0], label="Try")
        call = front.calls[-1]
        assert (call.organiser, call.workspace, call.channel_name) == (
            organises,
            front.office.workspace,
            "",
        )
        assert (call.person, call.message) == (front.office.people[0], sent)
        if organises:
            await front.discord.take(front.tom, crew, front.office.guild)


async def test_whoever_left_the_server_can_press_nothing_in_old_messages(front: Front) -> None:
    card = Card("note", "T", (Actions((Button("try.it", "Try", "1"),)),))
    sent = await front.house[front.office.workspace].send_dm(front.office.people[0], card, "key")
    there = front.discord.channels[sent.channel.rpartition("/")[2]]
    await front.discord.leave(front.tom, front.office.guild)
    delivery = await front.discord.click(front.tom, there.messages[0], label="Try")
    assert strings.NOT_HERE in front.read(delivery)
    assert not front.calls


async def test_a_command_in_a_direct_message_is_for_the_one_server_that_somebody_shares(
    front: Front,
) -> None:
    sent = await front.house[front.office.workspace].send_dm(
        front.office.people[0], Card("note", "Hello"), "key"
    )
    there = front.discord.channels[sent.channel.rpartition("/")[2]]
    await front.discord.command(front.tom, there, "mingle")
    assert front.calls[-1].workspace == front.office.workspace


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Announce soon that work takes a moment."""
    assert listen.ACK_TIMEOUT < interactions.ANSWER_WITHIN
    monkeypatch.setattr(listen, "ACK_TIMEOUT", 0.05)


@pytest.mark.usefixtures("impatient")
async def test_slow_work_is_announced_in_time_and_answered_later(front: Front) -> None:
    front.gate.clear()
    delivery = await front.discord.command(front.tom, front.office.lunch, "mingle")
    assert delivery.acked
    front.gate.set()
    await front.discord.settled(delivery)
    assert "Done" in front.read(delivery)
    assert delivery.message
    assert delivery.message.only_for == front.tom.id


@pytest.mark.usefixtures("impatient")
async def test_a_form_that_comes_too_late_waits_behind_a_button(front: Front) -> None:
    front.gate.clear()
    front.answers = [OpenForm(LONG)]
    delivery = await front.discord.command(front.tom, front.office.lunch, "mingle")
    front.gate.set()
    await front.discord.settled(delivery)
    assert (await front.press(delivery, strings.OPEN_FORM)).modal


async def test_a_gesture_told_twice_is_acted_upon_once(front: Front) -> None:
    delivery = await front.discord.command(front.tom, front.office.lunch, "mingle")
    await front.discord.again(delivery)
    await front.discord.command(front.tom, front.office.lunch, "mingle")
    assert len(front.calls) == 2


async def test_an_answer_that_discord_stumbles_over_is_given_again(front: Front) -> None:
    front.discord.faults.next("create_interaction_response", Fault("error"))
    delivery = await front.discord.command(front.tom, front.office.lunch, "mingle")
    assert "Done" in front.read(delivery)
    assert len(front.calls) == 1


async def test_a_long_form_comes_in_pages_and_nothing_typed_is_lost(front: Front) -> None:
    front.answers = [OpenForm(LONG)]
    delivery = await front.discord.command(front.tom, front.office.lunch, "mingle")
    assert delivery.modal
    delivery = await front.discord.submit(front.tom, {"f0": "first", "f3": "fourth"})
    assert strings.form_progress(1, 2) in front.read(delivery)
    front.house.listener._recent_ids = RecentIds()  # type: ignore[union-attr]
    delivery = await front.press(delivery, strings.GO_ON)
    assert delivery.modal
    front.answers = [FormErrors({"f0": "Say more.", "day": "That day is over."})]
    delivery = await front.discord.submit(
        front.tom, {"f5": "sixth", "mode": "b", "day": "1 April 2099"}
    )
    assert dict(front.calls[-1].fields) == {
        "f0": "first", "f1": "", "f2": "", "f3": "fourth", "f4": "", "f5": "sixth", "mode": "b",
        "day": "2099-04-01",
    }  # fmt: skip
    assert "Say more." in front.read(delivery)
    assert "That day is over." in front.read(delivery)
    again = await front.press(delivery, strings.page_label(1))
    assert again.modal
    values = [part["component"].get("value") for part in again.modal.content["components"]]
    assert values == ["first", None, None, "fourth"]
    delivery = await front.discord.submit(front.tom, {"f0": "more"})
    assert "Done" in front.read(delivery)
    assert (front.calls[-1].field_text("f0"), front.calls[-1].field_text("f5")) == ("more", "sixth")
    assert front.calls[-1].value == "7"


async def test_a_form_that_has_served_is_not_opened_again(front: Front) -> None:
    front.answers = [OpenForm(LONG)]
    await front.discord.command(front.tom, front.office.lunch, "mingle")
    page = await front.discord.submit(front.tom, {"f0": "first"})
    await front.press(page, strings.GO_ON)
    await front.discord.submit(front.tom, {})
    late = await front.press(page, strings.GO_ON)
    assert strings.FORM_GONE in front.read(late)


async def test_a_button_of_another_server_does_nothing_here(front: Front) -> None:
    row = {"type": 1, "components": [{"type": 2, "style": 2, "label": "Try",
                                      "custom_id": ids.build_route("discord:77", "try.it",
                                      "1")}]}  # fmt: skip
    http = front.house.client.http
    route = Route("POST", "/channels/{channel_id}/messages", channel_id=int(front.office.lunch.id))
    await http.request(
        route, json={"flags": 1 << 15, "components": [{"type": 17, "components": [row]}]}
    )
    delivery = await front.discord.click(front.tom, front.office.lunch.messages[-1], label="Try")
    assert strings.FORM_GONE in front.read(delivery)
    assert not front.calls
