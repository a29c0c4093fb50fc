"""Check that interactions reach Mingle in our words, and that answers show where they were made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from adapters.playground import records
from adapters.playground.listen import MAX_WORDS, PlaygroundListener
from adapters.playground.post import MessagePosted, Playground
from bot.core.interactions import Answer, FormErrors, Invocation, OpenForm, Reply
from bot.core.permissions import Role
from bot.core.platform import MessageRef, PermanentError
from bot.core.router import Option, Router
from bot.store.engine import Database, ReadTransaction
from bot.ui.cards import (
    Actions,
    Button,
    Card,
    Choice,
    ChoiceField,
    DateField,
    Form,
    PeopleField,
    TextField,
)
from bot.ui.notices import note_card
from tests.adapters.playground.people import settle

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
FORM = Form("try.save", "A form", (TextField("text", "Words"),), "7")
LUNCH, TOM, AMARA, PRIYA = (
    "playground/lunch",
    "playground/tom-becker",
    "playground/amara-obi",
    "playground/priya-raman",
)


@dataclass
class Client:
    """A listener whose far side only takes notes, and gives the answer it was told to."""

    playground: Playground
    answer: Answer = None
    calls: list[Invocation] = field(default_factory=list)
    heard: list[MessagePosted] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.playground.listeners.append(self.heard.append)
        self.listener = PlaygroundListener(self.playground, _router(), self.take, "seed")

    async def take(self, call: Invocation) -> Answer:
        self.calls.append(call)
        return self.answer

    async def typed(self, words: str, who: str = TOM) -> Answer:
        return await self.listener.handle_line(who, LUNCH, words, "interaction")

    def fields(self) -> Mapping[str, object]:
        return self.calls[-1].fields


async def _handle(call: Invocation, tx: ReadTransaction) -> Answer:
    return None


def _router() -> Router:
    router = Router()
    person, channel = Option("person", "who", "person"), Option("channel", "where", "channel")
    router.command(
        "lunch",
        "Find company",
        Role.ANYONE,
        Option("when", "when", rest=True),
        Option("at", "where"),
    )(_handle)
    router.command("mingle meet", "Meet somebody", Role.ANYONE, person, channel)(_handle)
    return router


@pytest.fixture
async def client(database: Database) -> Client:
    await settle(database, "Tom Becker", "Amara Obi", "Amara Fall", "Tomás Núñez", "Priya Raman")
    return Client(Playground(database, "playground", lambda: NOW))


async def test_a_command_arrives_with_its_options_and_its_person(client: Client) -> None:
    await client.typed('/lunch tomorrow 12:30 at:"Ramen bar"', PRIYA)
    (call,) = client.calls
    assert (call.interaction, call.action, call.id) == ("command", "lunch", "interaction")
    assert call.fields == {"when": "tomorrow 12:30", "at": "Ramen bar"}
    assert (call.person, call.name, call.zone, call.organiser) == (
        PRIYA,
        "Priya Raman",
        "Europe/Berlin",
        True,
    )
    assert (call.workspace, call.channel, call.channel_name, call.now) == (
        "playground",
        LUNCH,
        "lunch",
        NOW,
    )


@pytest.mark.parametrize(
    ("words", "action", "fields"),
    [
        ("lunch tomorrow 12:30", "lunch", {"when": "tomorrow 12:30"}),
        ("Meet @Amara Obi", "mingle meet", {"person": AMARA}),
        ("/lunch", "lunch", {}),
        ("good morning", "mingle", {}),
        ("what a day it is", "what a day it is", {}),
    ],
)
async def test_words_to_mingle_alone_are_read_as_the_command_that_they_stand_for(
    client: Client, words: str, action: str, fields: Mapping[str, str]
) -> None:
    client.answer = Reply(note_card("Noted", "Here it is."))
    alone = await client.playground.direct_conversation(TOM)
    await client.listener.handle_line(TOM, alone.id, words, "interaction")
    (call,) = client.calls
    assert (call.action, call.fields) == (action, fields)
    said, answer = (heard.message for heard in client.heard)
    assert (said.author, said.text) == (TOM, words)
    assert answer.card
    assert answer.card.title == "Noted"


async def test_the_same_gesture_brings_the_same_chance(client: Client) -> None:
    await client.typed("/lunch")
    await client.typed("/lunch")
    first, second = (call.rng.random() for call in client.calls)
    assert first == second


async def test_plain_talk_is_shown_to_all_and_never_read(client: Client) -> None:
    await client.typed("  anyone hungry?  ")
    assert not client.calls
    (heard,) = client.heard
    assert (heard.message.author, heard.message.text, heard.message.only_for) == (
        TOM,
        "anyone hungry?",
        None,
    )


async def test_a_typed_command_is_shown_to_the_one_who_typed_it(client: Client) -> None:
    await client.typed("/mingle meet @Tom Becker", PRIYA)
    assert [h.message.only_for for h in client.heard] == [PRIYA]


async def test_nothing_typed_is_nothing_said(client: Client) -> None:
    assert await client.typed(" \n ") is None
    assert not client.heard


async def test_endless_words_are_cut(client: Client) -> None:
    await client.typed("x" * 100_000)
    assert len(client.heard[0].message.text) == MAX_WORDS


async def test_an_unknown_command_is_left_for_mingle_to_answer(client: Client) -> None:
    await client.typed("/dinner at eight")
    assert (client.calls[0].interaction, client.calls[0].action) == ("command", "dinner at eight")


@pytest.mark.parametrize(
    "words",
    ["@Tom Becker", "@tom becker", '"Tom Becker"', "person:@Tom", "@Tom", "Tom", "person:Tom"],
)
async def test_people_are_found_by_name(client: Client, words: str) -> None:
    await client.typed(f"/mingle meet {words}")
    assert client.fields()["person"] == TOM


@pytest.mark.parametrize(
    "words", ["@Amara", "@Nobody", "playground/nobody", "<@U123>", "@everyone"]
)
async def test_names_that_fit_several_or_nobody_stay_as_typed(client: Client, words: str) -> None:
    await client.typed(f"/mingle meet {words}")
    assert client.fields()["person"] == words


@pytest.mark.parametrize("words", ["channel:#lunch", "channel:LUNCH"])
async def test_channels_are_found_by_name(client: Client, words: str) -> None:
    await client.typed(f"/mingle meet {words}")
    assert client.fields() == {"channel": LUNCH}


async def test_an_unknown_channel_stays_as_typed(client: Client) -> None:
    await client.typed("/mingle meet channel:#dinner")
    assert client.fields() == {"channel": "#dinner"}


async def test_an_answer_is_shown_where_it_was_asked_for_and_to_nobody_else(client: Client) -> None:
    client.answer = Reply(note_card("Noted", "All is well."))
    await client.typed("/lunch")
    answered = client.heard[-1].message
    assert (answered.channel, answered.only_for, answered.author) == (LUNCH, TOM, "")
    async with client.playground.database.read_transaction() as tx:
        assert not await records.latest_messages(tx, "playground", LUNCH, AMARA)
        assert len(await records.latest_messages(tx, "playground", LUNCH, TOM)) == 2


async def test_an_answer_to_one_click_takes_the_place_of_what_was_clicked(client: Client) -> None:
    asked = Card("note", "Shall I?", (Actions((Button("go", "Go"),)),))
    client.answer = Reply(asked)
    await client.typed("/lunch")
    shown = client.heard[-1].message
    client.answer = Reply(note_card("Done"), "acted")
    clicked = MessageRef(LUNCH, str(shown.id))
    await client.listener.handle_click(AMARA, clicked, "go", "", "hers")
    await client.listener.handle_click(TOM, clicked, "go", "", "his")
    async with client.playground.database.read_transaction() as tx:
        his = await records.latest_messages(tx, "playground", LUNCH, TOM)
        hers = await records.latest_messages(tx, "playground", LUNCH, AMARA)
    assert [m.card.title for m in his if m.card] == ["Done"]
    assert [m.card.title for m in hers if m.card] == ["Done"]


async def test_answers_nobody_would_look_at_are_not_kept(client: Client) -> None:
    client.answer = Reply(note_card("Noted"))
    await client.listener.handle_line(TOM, LUNCH, "/lunch", "interaction", alone=True)
    assert not client.heard


@pytest.mark.parametrize(
    "answer", [OpenForm(FORM), FormErrors({"text": "One line, please."}), None]
)
async def test_forms_and_their_troubles_are_for_the_page(client: Client, answer: Answer) -> None:
    client.answer = answer
    assert (
        await client.listener.handle_submission(TOM, LUNCH, FORM, {"text": "x"}, "interaction")
        == answer
    )
    assert not client.heard
    call = client.calls[0]
    assert (call.interaction, call.action, call.value, call.fields) == (
        "form",
        "try.save",
        "7",
        {"text": "x"},
    )


async def test_a_click_names_its_message(client: Client) -> None:
    sent = await client.playground.post(LUNCH, Card("note", "Hello"), "key")
    await client.listener.handle_click(TOM, sent, "try.it", "7", "interaction", choice="wed")
    call = client.calls[0]
    assert (call.interaction, call.action, call.value, call.message) == (
        "button",
        "try.it",
        "7",
        sent,
    )
    assert call.fields == {"choice": "wed"}


async def test_strangers_have_no_voice(client: Client) -> None:
    for person, channel in (("playground/nobody", LUNCH), (TOM, "playground/nowhere")):
        with pytest.raises(PermanentError):
            await client.listener.handle_click(
                person, MessageRef(channel, "1"), "try.it", "", "interaction"
            )
    assert not client.calls


NEEDY = Form(
    "try.save",
    "A form",
    (
        TextField("text", "Words", required=True),
        ChoiceField("days", "Days", (Choice("mon", "Monday"), Choice("tue", "Tuesday")), most=2),
        PeopleField("people", "People", most=1),
        DateField("day", "Day", required=True),
    ),
)


async def test_what_is_needed_is_asked_for_before_mingle_hears_of_it(client: Client) -> None:
    given: dict[str, str | tuple[str, ...]] = {"text": "", "days": ("mon",), "people": (TOM, AMARA)}
    answer = await client.listener.handle_submission(TOM, LUNCH, NEEDY, given, "interaction")
    assert isinstance(answer, FormErrors)
    assert answer.errors.keys() == {"text", "people", "day"}
    assert not client.calls


async def test_a_form_arrives_with_its_own_fields_each_in_its_shape(client: Client) -> None:
    given: dict[str, str | tuple[str, ...]] = {
        "text": ("one", "two"),
        "days": "mon",
        "day": "2026-04-01",
        "other": "x",
    }
    assert await client.listener.handle_submission(TOM, LUNCH, NEEDY, given, "interaction") is None
    assert client.fields() == {"text": "one", "days": ("mon",), "people": (), "day": "2026-04-01"}
