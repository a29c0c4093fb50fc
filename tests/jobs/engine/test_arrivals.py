"""Who clicks in a message shows that it has arrived, though its answer was lost."""

from datetime import datetime

import pytest
from sqlalchemy import select

from bot.core import outbox
from bot.core.dispatch import dispatch
from bot.core.interactions import Answer, Invocation
from bot.core.permissions import Role
from bot.core.platform import MessageRef
from bot.core.subjects import Subject
from bot.core.tables import outbox_message
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.cards import Actions, Button, Card, Paragraph, as_text
from tests.doubles.fakes import lose_answer
from tests.jobs.conftest import NOON, RULE, Bench
from tests.reading import controls

WORKSPACE = "w"
ANN, BEN, EVE = "w/ann", "w/ben", "w/eve"
MEETING = Subject("meeting", 1)
HERE = MessageRef("w/group", "7")
DUE = outbox.BatchOptions(reason=RULE, due=NOON, solicited=True)


@pytest.fixture
async def blind(bench: Bench) -> Bench:
    """A bench whose chat cannot be looked at, where the answer to an introduction got lost."""

    async def draw(
        tx: ReadTransaction, workspace: str, subject: Subject, now: datetime
    ) -> Card | None:
        yes = Button("meeting.yes", "Tuesday", f"{subject.id}")
        return Card(
            "note", f"{bench.counter} can", (Paragraph(("Ann, meet Ben",)), Actions((yes,)))
        )

    async def say_yes(call: Invocation, tx: Transaction) -> Answer:
        bench.counter += 1
        await outbox.invalidate(tx, call.workspace, MEETING)
        return None

    async def note_outcome(tx: Transaction, workspace: str, keys: object, now: datetime) -> None:
        bench.counted.append(f"{keys}")

    bench.router.live_card("meeting")(draw)
    bench.router.button("meeting.yes", Role.ANYONE)(say_yes)
    bench.router.on_outcome(str(RULE))(note_outcome)
    bench.chat.can_look = False
    async with bench.database.transaction() as tx:
        for who in (ANN, BEN, EVE):
            await people.add_if_new(tx, WORKSPACE, who, who[2:].title(), "Europe/Berlin", NOON)
        await outbox.introduce(tx, WORKSPACE, "meet", (ANN, BEN), None, subject=MEETING, **DUE)
    bench.chat.after = lambda call: lose_answer(call) if call == "introduce" else None
    await bench.engine().run_until_idle()
    bench.chat.after = lambda _call: None
    bench.counted.clear()
    return bench


async def click(
    bench: Bench, who: str, value: str = "1", message: MessageRef | None = HERE
) -> None:
    call = Invocation(
        id=f"{who} {value} {message} {bench.counter}", workspace=WORKSPACE, person=who,
        name=who[2:], now=NOON, interaction="button", action="meeting.yes", value=value,
        message=message,
    )  # fmt: skip
    await dispatch(bench.router, bench.database, call)
    await bench.engine().run_until_idle()


async def state(bench: Bench) -> str:
    async with bench.database.read_transaction() as tx:
        query = select(outbox_message.c.state).where(outbox_message.c.key == "meet")
        return str(await tx.scalar(query))


def edits(bench: Bench) -> list[str]:
    return [as_text(card) for ref, card in bench.chat.edits if ref == HERE]


async def test_whoever_clicks_sees_what_came_of_it_and_the_questions_end(blind: Bench) -> None:
    assert await state(blind) == "held"
    await click(blind, ANN)
    assert await state(blind) == "sent"
    assert [text for text in edits(blind) if "1 can" in text]
    assert blind.counted == ["['meet']"]
    asked = [as_text(card) for ref, card in blind.chat.edits if ref != HERE]
    assert len(asked) == 2
    assert all("This is settled" in words for words in asked)
    await click(blind, BEN)
    assert "2 can" in edits(blind)[-1]
    assert blind.counted == ["['meet']"]
    assert set(blind.chat.times.values()) == {1}


async def test_whoever_said_that_they_have_it_and_clicks_then_sees_it_change(blind: Bench) -> None:
    [question] = [card for to, card in blind.chat.said.values() if to == (ANN,)]
    [seen] = [each for each in controls(question) if getattr(each, "label", "") == "I have it"]
    call = Invocation(
        id="seen", workspace=WORKSPACE, person=ANN, name="Ann", now=NOON,
        interaction="button", action=seen.action, value=seen.value,
    )  # fmt: skip
    await dispatch(blind.router, blind.database, call)
    assert await state(blind) == "cancelled"
    await click(blind, ANN)
    assert "1 can" in edits(blind)[-1]


@pytest.mark.parametrize(
    ("who", "value", "message"),
    [(EVE, "1", HERE), (ANN, "2", HERE), (ANN, "1", None)],
    ids=["somebody else", "another matter", "what only Ann sees"],
)
async def test_a_click_elsewhere_says_nothing_about_it(
    blind: Bench, who: str, value: str, message: MessageRef | None
) -> None:
    await click(blind, who, value, message)
    assert await state(blind) == "held"
    assert not edits(blind)


async def test_a_click_in_a_message_that_is_known_says_nothing_about_another(blind: Bench) -> None:
    async with blind.database.transaction() as tx:
        await outbox.send_dm(tx, WORKSPACE, "own", ANN, None, subject=MEETING, **DUE)
    await blind.engine().run_until_idle()
    async with blind.database.read_transaction() as tx:
        query = select(outbox_message.c.message_ref).where(outbox_message.c.key == "own")
        known = await tx.scalar(query)
    await click(blind, ANN, message=known)
    assert await state(blind) == "held"
