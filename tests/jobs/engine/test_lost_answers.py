"""Where nobody can look after a lost answer, the people concerned and an organiser are asked."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.core import outbox
from bot.core.dispatch import dispatch
from bot.core.interactions import Answer, Invocation
from bot.core.subjects import Subject
from bot.core.tables import outbox_message
from bot.people import records as people
from bot.store.engine import ReadTransaction
from bot.ui.cards import Card, as_text
from tests.doubles.fakes import lose_answer
from tests.jobs.conftest import NOON, RULE, Bench
from tests.reading import controls

WORKSPACE = "w"
ANN, BEN, BOSS = "w/ann", "w/ben", "w/boss"
DUE = outbox.BatchOptions(reason=RULE, due=NOON, solicited=True)


@pytest.fixture
async def blind(bench: Bench) -> Bench:
    """A bench whose chat cannot be looked at, where the answer to an introduction got lost."""

    async def draw(
        tx: ReadTransaction, workspace: str, subject: Subject, now: datetime
    ) -> Card | None:
        return Card("note", f"Ann, meet Ben, say {bench.counter} people")

    bench.router.live_card("meeting")(draw)
    bench.chat.can_look = False
    async with bench.database.transaction() as tx:
        for who in (ANN, BEN, BOSS):
            await people.add_if_new(tx, WORKSPACE, who, who[2:].title(), "Europe/Berlin", NOON)
        await people.update_person(tx, WORKSPACE, BOSS, organiser=True)
        await outbox.introduce(
            tx, WORKSPACE, "meet", (ANN, BEN), None, subject=Subject("meeting", 1), **DUE
        )
    bench.chat.after = lambda call: lose_answer(call) if call == "introduce" else None
    await bench.engine().run_until_idle()
    bench.chat.after = lambda _call: None
    return bench


def questions(bench: Bench, who: str) -> list[Card]:
    return [card for to, card in bench.chat.said.values() if to == (who,)]


async def press(bench: Bench, who: str, label: str) -> Answer:
    [card] = questions(bench, who)
    [button] = [each for each in controls(card) if getattr(each, "label", "") == label]
    call = Invocation(
        id=f"press {who} {label}",
        workspace=WORKSPACE,
        person=who,
        name=who[2:],
        now=bench.now,
        interaction="button",
        action=button.action,
        value=button.value,
        organiser=who == BOSS,
    )
    return await dispatch(bench.router, bench.database, call)


async def state(bench: Bench) -> str:
    async with bench.database.read_transaction() as tx:
        query = select(outbox_message.c.state).where(outbox_message.c.key == "meet")
        return str(await tx.scalar(query))


async def test_both_and_an_organiser_are_asked_with_the_card_as_it_reads_now(blind: Bench) -> None:
    assert await state(blind) == "held"
    for who in (ANN, BEN, BOSS):
        [card] = questions(blind, who)
        assert "Ann, meet Ben, say 0 people" in as_text(card)


async def test_whoever_does_not_have_it_gets_it_again_and_the_questions_end(blind: Bench) -> None:
    await press(blind, BEN, "I don't have it")
    await blind.engine().run_until_idle()
    assert await state(blind) == "sent"
    edited = [as_text(card) for _, card in blind.chat.edits]
    assert len(edited) == 3
    assert all("This is settled" in words for words in edited)
    late = await press(blind, ANN, "I don't have it")
    assert "settled already" in str(late)
    assert blind.chat.times.most_common(1)[0][1] == 2


@pytest.mark.parametrize(("who", "label"), [(ANN, "I have it"), (BOSS, "Let it go")])
async def test_what_arrived_is_not_sent_again(blind: Bench, who: str, label: str) -> None:
    await press(blind, who, label)
    await blind.engine().run_until_idle()
    assert await state(blind) == "cancelled"
    assert set(blind.chat.times.values()) == {1}


async def test_nobody_else_answers_for_them(blind: Bench) -> None:
    [card] = questions(blind, ANN)
    [missing, _] = controls(card)
    async with blind.database.transaction() as tx:
        await people.add_if_new(tx, WORKSPACE, "w/eve", "Eve", "Europe/Berlin", NOON)
    call = Invocation(
        id="eve", workspace=WORKSPACE, person="w/eve", name="Eve", now=NOON,
        interaction="button", action=missing.action, value=missing.value,
    )  # fmt: skip
    await dispatch(blind.router, blind.database, call)
    assert await state(blind) == "held"


async def test_a_question_whose_answer_gets_lost_is_asked_again_and_never_held(
    bench: Bench,
) -> None:
    bench.chat.can_look = False
    async with bench.database.transaction() as tx:
        for who in (ANN, BOSS):
            await people.add_if_new(tx, WORKSPACE, who, who[2:].title(), "Europe/Berlin", NOON)
        await people.update_person(tx, WORKSPACE, BOSS, organiser=True)
        await outbox.send_dm(tx, WORKSPACE, "news", ANN, Card("note", "News"), **DUE)
    lost = ["whisper"] * 3

    def lose_some(call: str) -> None:
        if call in lost:
            lost.remove(call)
            lose_answer(call)

    bench.chat.after = lose_some
    await bench.engine().run_until_idle()
    async with bench.database.read_transaction() as reading:
        rows = await reading.all(select(outbox_message.c.key, outbox_message.c.state))
    states = {row.key.partition(":")[0]: row.state for row in rows}
    assert states == {"news": "held", "matter": "sent", "seen": "sent"}


async def test_many_lost_answers_are_one_note_a_day_to_organisers(bench: Bench) -> None:
    bench.chat.can_look = False
    async with bench.database.transaction() as tx:
        await people.add_if_new(tx, WORKSPACE, BOSS, "Boss", "Europe/Berlin", NOON)
        await people.update_person(tx, WORKSPACE, BOSS, organiser=True)
        for number in range(20):
            card = Card("note", f"Post {number}")
            await outbox.post(tx, WORKSPACE, f"p{number}", f"w/c{number}", card, **DUE)
    bench.chat.after = lambda call: lose_answer(call) if call == "post" else None
    await bench.engine().run_until_idle()
    bench.now += timedelta(minutes=1)
    await bench.engine().run_until_idle()
    async with bench.database.read_transaction() as reading:
        asked = await reading.all(
            select(outbox_message.c.key).where(outbox_message.c.reason == "held.ask")
        )
    assert len(asked) == 6
    told = sum("This waits for an organiser" in said for said in bench.chat.texts())
    assert told == 1


async def test_on_discord_the_same_message_is_soon_repeated_unseen(bench: Bench) -> None:
    bench.chat.can_look = False
    bench.chat.deduplicates_for = timedelta(minutes=2)
    async with bench.database.transaction() as tx:
        await outbox.post(tx, WORKSPACE, "p", "w/lunch", Card("note", "Post"), **DUE)
    lost = ["post"]

    def lose_first(call: str) -> None:
        if lost:
            lost.pop()
            lose_answer(call)

    bench.chat.before = lose_first
    await bench.engine().run_until_idle()
    assert bench.chat.texts() == ["Post"]
    async with bench.database.transaction() as tx:
        await tx.execute(update(outbox_message).values(state="unknown"))
    bench.wall += timedelta(minutes=3)
    await bench.engine().run_until_idle()
    assert bench.chat.times.most_common(1)[0][1] == 1


async def test_a_card_changes_before_people_though_another_message_with_it_may_be_lost(
    bench: Bench,
) -> None:
    counter, engine = Subject("counter", 1), bench.engine()
    async with bench.database.transaction() as tx:
        await outbox.post(tx, WORKSPACE, "first", "w/lunch", None, subject=counter, **DUE)
    await engine.run_until_idle()

    bench.chat.settle_time = timedelta(seconds=70)
    bench.chat.after = lambda call: lose_answer(call) if call == "post" else None
    async with bench.database.transaction() as tx:
        await outbox.post(tx, WORKSPACE, "second", "w/garden", None, subject=counter, **DUE)
    await engine.run_until_idle()
    bench.chat.after = lambda _call: None
    bench.counter = 1
    async with bench.database.transaction() as tx:
        await outbox.invalidate(tx, WORKSPACE, counter)
    await engine.run_until_idle()
    assert [as_text(card).partition("stands")[2] for _, card in bench.chat.edits] == [" at 1"]

    bench.wall += timedelta(seconds=71)
    await engine.run_until_idle()
    places = {ref.channel: as_text(card).partition("stands")[2] for ref, card in bench.chat.edits}
    assert places == {"w/lunch": " at 1", "w/garden": " at 1"}
