"""Check what only the playground promises: ears, marks of what was read, its own clock."""

import asyncio
import base64
from datetime import UTC, datetime, timedelta

from adapters.playground import records
from adapters.playground.post import MessagePosted, Playground
from adapters.playground.records import PAGE_SIZE, Message
from adapters.playground.render import INLINE_TYPES, Viewer, name_initials, render_card
from bot.store.engine import Database
from bot.ui.cards import Card, File, People
from bot.ui.notices import note_card
from bot.ui.text import Link, Mention
from tests.adapters.playground.eyes import Eyes
from tests.adapters.playground.people import settle

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
LUNCH, TOM, AMARA = "playground/lunch", "playground/tom-becker", "playground/amara-obi"
PRIYA = "playground/priya-raman"


async def _playground(database: Database) -> tuple[Playground, list[MessagePosted]]:
    await settle(database)
    playground, heard = Playground(database, "playground", lambda: NOW), list[MessagePosted]()
    playground.listeners.append(heard.append)
    return playground, heard


async def test_ears_hear_each_message_and_each_change_once(database: Database) -> None:
    playground, heard = await _playground(database)
    sent = await playground.post(LUNCH, note_card("One"), "key")
    await playground.post(LUNCH, note_card("One"), "key")
    await playground.edit_message(sent, note_card("Two"))
    assert [h.message.card.title for h in heard if h.message.card] == ["One", "Two"]
    assert TOM in heard[0].conversation.people


async def test_what_is_posted_at_once_stands_in_order_also_where_people_never_talked(
    database: Database,
) -> None:
    playground, heard = await _playground(database)
    await playground.introduce([TOM, AMARA], note_card("Before"), "before")
    together = await asyncio.gather(
        playground.introduce([TOM, PRIYA], note_card("One"), "one"),
        playground.introduce([TOM, AMARA], note_card("Two"), "two"),
        playground.send_dm(PRIYA, note_card("Three"), "three"),
    )
    numbers = [int(sent.message) for sent in together]
    assert numbers == sorted(numbers)
    titles = [h.message.card.title for h in heard if h.message.card]
    assert titles == ["Before", "One", "Two", "Three"]
    assert set(heard[1].conversation.people) == {TOM, PRIYA}


async def test_another_process_finds_everything_again(database: Database) -> None:
    playground, _ = await _playground(database)
    sent = await playground.introduce([TOM, AMARA], note_card("Meet"), "key")
    reborn = Playground(database, "playground", lambda: NOW)
    assert await reborn.introduce([AMARA, TOM], note_card("Again"), "later") != sent
    assert (await reborn.find_sent([TOM, AMARA], "key", NOW)) == sent
    assert (await reborn.group_conversation([TOM, AMARA])).id == sent.channel


async def test_messages_are_unread_until_their_conversation_is_opened(database: Database) -> None:
    playground, _ = await _playground(database)
    await playground.post(LUNCH, note_card("One"), "key")
    await playground.post_as_person(LUNCH, TOM, "hello")
    await playground.show_answer(LUNCH, AMARA, note_card("Only you"))
    assert await _unread(playground, TOM) == 1
    assert await _unread(playground, AMARA) == 3
    async with database.transaction() as tx:
        await records.mark_read(tx, "playground", LUNCH, AMARA)
    assert await _unread(playground, AMARA) == 0
    assert await _unread(playground, TOM) == 1


async def _unread(playground: Playground, who: str) -> int:
    async with playground.database.read_transaction() as tx:
        return (await records.unread_overview(tx, "playground", who))[LUNCH][1]


async def test_only_the_latest_messages_are_read_and_earlier_ones_on_demand(
    database: Database,
) -> None:
    playground, _ = await _playground(database)
    for number in range(PAGE_SIZE + 5):
        await playground.post_as_person(LUNCH, TOM, str(number))
    async with database.read_transaction() as tx:
        latest = await records.latest_messages(tx, "playground", LUNCH, AMARA)
        earlier = await records.latest_messages(tx, "playground", LUNCH, AMARA, before=latest[0].id)
    assert [m.text for m in latest] == [str(n) for n in range(5, PAGE_SIZE + 5)]
    assert [m.text for m in earlier] == ["0", "1", "2", "3", "4"]


async def test_the_clock_is_where_it_was_left(database: Database) -> None:
    async with database.transaction() as tx:
        assert await records.find_clock(tx, "playground") is None
        await records.save_clock(tx, "playground", NOW)
        await records.save_clock(tx, "playground", NOW + timedelta(days=1))
        assert await records.find_clock(tx, "playground") == NOW + timedelta(days=1)


async def test_messages_are_as_they_were_said(database: Database) -> None:
    playground, heard = await _playground(database)
    await playground.post(LUNCH, note_card("One", "with words"), "key")
    async with database.read_transaction() as tx:
        found = await records.find_message(tx, "playground", heard[0].message.id)
        recent: list[Message] = await records.cards_since(tx, "playground", NOW)
    assert found == heard[0].message
    assert recent == [found]


def test_a_file_of_an_odd_kind_is_plain_text() -> None:
    html = render_card(
        Card("note", "T", (File("x.html", "text/html;base64,evil", "<script>"),)), Viewer()
    )
    assert "text/html" not in html
    assert "data:text/plain;charset=utf-8;base64," + base64.b64encode(b"<script>").decode() in html
    assert "text/html" not in INLINE_TYPES


def test_a_link_of_an_odd_kind_is_only_its_words() -> None:
    html = render_card(Card("note", "T", (), (Link("javascript:alert(1)", "click"),)), Viewer())
    eyes = Eyes(html)
    assert not eyes.links
    assert "click" in eyes.words


def test_a_table_for_a_hundred_does_not_draw_a_hundred_chairs() -> None:
    eyes = Eyes(render_card(Card("table", "T", (People((), 100),)), Viewer()))
    assert eyes.words.count("+") < 20
    assert "+88" in eyes.words


def test_initials_are_letters_people_know() -> None:
    names = ["Tom Becker", "Cher", "Noor van Dijk", "Åsa Öberg", "", "@@ !!", "李 小龙"]
    assert [name_initials(name) for name in names] == ["TB", "C", "ND", "ÅÖ", "?", "?", "李小"]


def test_strangers_in_a_card_still_have_a_face() -> None:
    assert (
        "EX"
        in Eyes(
            render_card(Card("table", "T", (People((Mention("x/y", "Eve Xu"),), 1),)), Viewer())
        ).words
    )
