"""Several processes on one database: each message is sent by one, each card is edited by one."""

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.core import outbox
from bot.core.interactions import Answer
from bot.core.platform import MessageRef, UnknownOutcome
from bot.core.subjects import Subject
from bot.core.tables import live_card, outbox_message
from bot.pairings.programs.records import PairingProgram
from bot.pairings.rounds import cancellation
from bot.pairings.tables import pairing_group
from bot.store.engine import Database, ReadTransaction, Transaction
from bot.ui.cards import Card, Paragraph
from jobs.engine.delivery import Delivery
from jobs.engine.lease import LEASE
from tests.doubles.fakes import Death, lose_answer, survives
from tests.factories.programs import TUESDAY, pairing_world
from tests.factories.tables import PRIYA, TOM
from tests.jobs.conftest import NOON, RULE, Bench
from tests.jobs.pairing_rounds import begin_program

WORKSPACE = "w"
CARD = Card("note", "Hello", (Paragraph(("There is soup.",)),))
COUNTER = Subject("counter", 1)


async def say(bench: Bench, key: str = "post", card: Card | None = CARD) -> None:
    """Write one message; without a card it shows the counter."""
    options = outbox.MessageOptions(reason=RULE, due=NOON, solicited=True)
    if card is None:
        options["subject"] = COUNTER
    async with bench.database.transaction() as tx:
        await outbox.post(tx, WORKSPACE, key, "w/lunch", card, **options)


async def change(bench: Bench) -> None:
    bench.counter += 1
    async with bench.database.transaction() as tx:
        await outbox.invalidate(tx, WORKSPACE, COUNTER)


async def state_of(bench: Bench, key: str = "post") -> str:
    async with bench.database.read_transaction() as tx:
        found = select(outbox_message.c.state).where(outbox_message.c.key == key)
        return str(await tx.scalar(found))


def replica(bench: Bench) -> Delivery:
    return bench.engine().delivery


class Hours:
    """A process that is frozen for hours once it has looked at its watch a number of times."""

    def __init__(self, looks: int) -> None:
        self.looks = looks

    def __call__(self) -> float:
        self.looks -= 1
        return 0.0 if self.looks >= 0 else 10_000.0


async def test_a_process_frozen_after_its_claim_sends_nothing_when_it_wakes(bench: Bench) -> None:
    await say(bench)
    frozen = replica(bench)
    frozen.elapsed = Hours(3)  # the turn, its end, the claim
    assert await frozen.deliver_due(WORKSPACE, bench.now) == 1
    assert not bench.chat.said
    assert await state_of(bench) == "ready"
    await replica(bench).deliver_due(WORKSPACE, bench.now)
    assert len(bench.chat.said) == 1


async def test_what_was_sent_before_a_freeze_counts_once_it_is_told(bench: Bench) -> None:
    bench.chat.can_look = False
    await say(bench)

    def freeze(_call: str) -> None:
        bench.wall += 2 * LEASE

    bench.chat.after = freeze
    slow, other = bench.engine(), bench.engine()
    original = slow.delivery._record  # what the process learned is recorded after the freeze

    async def look_first(*done) -> None:  # type: ignore[no-untyped-def]
        await other.run_until_idle()
        assert await state_of(bench) == "held"
        await original(*done)

    slow.delivery._record = look_first  # type: ignore[assignment,method-assign]
    await slow.run_until_idle()
    assert await state_of(bench) == "sent"
    assert set(bench.chat.times.values()) == {1}


async def test_the_quiet_period_begins_after_the_last_try_to_send(bench: Bench) -> None:
    bench.chat.settle_time = timedelta(seconds=70)
    await say(bench)

    def lose_slowly(call: str) -> None:
        bench.wall += timedelta(seconds=40)
        lose_answer(call)

    bench.chat.before = lose_slowly
    await bench.engine().run_until_idle()
    bench.chat.before = lambda _call: None
    bench.wall += timedelta(seconds=69)
    await bench.engine().run_until_idle()
    assert not bench.chat.said
    bench.wall += timedelta(seconds=2)
    await bench.engine().run_until_idle()
    assert len(bench.chat.said) == 1


async def test_a_claim_from_before_the_clock_was_set_back_ends_at_once(bench: Bench) -> None:
    await say(bench)
    bench.wall += timedelta(days=365)
    bench.chat.before = lambda _call: (_ for _ in ()).throw(Death)
    assert not await survives(bench.engine().run_until_idle)
    bench.chat.before = lambda _call: None
    bench.wall = NOON
    await bench.engine().run_until_idle()
    assert await state_of(bench) == "sent"
    assert len(bench.chat.said) == 1


class SlowEdits:
    """A chat whose next edit stands still until it is let go."""

    def __init__(self, bench: Bench) -> None:
        self.begun, self.go_on = asyncio.Event(), asyncio.Event()
        self._edit = bench.chat.edit_message
        bench.chat.edit_message = self.edit  # type: ignore[method-assign]

    async def edit(self, sent: MessageRef, card: Card) -> None:
        if not self.begun.is_set():
            self.begun.set()
            await self.go_on.wait()
        await self._edit(sent, card)


async def test_an_older_drawing_never_lands_after_a_newer_one(bench: Bench) -> None:
    await say(bench, card=None)
    await bench.engine().run_until_idle()
    one, two, slow = replica(bench), replica(bench), SlowEdits(bench)
    await change(bench)
    editing = asyncio.create_task(one.refresh_cards(WORKSPACE, bench.now))
    await slow.begun.wait()
    await change(bench)
    assert await two.refresh_cards(WORKSPACE, bench.now) == 0
    slow.go_on.set()
    await editing
    await two.refresh_cards(WORKSPACE, bench.now)
    assert [str(card.parts[0]).count("at 2") for _, card in bench.chat.edits] == [0, 1]


async def test_a_process_frozen_before_its_edit_does_not_edit_when_it_wakes(bench: Bench) -> None:
    await say(bench, card=None)
    await bench.engine().run_until_idle()
    await change(bench)
    frozen = replica(bench)
    frozen.elapsed = Hours(3)
    await frozen.refresh_cards(WORKSPACE, bench.now)
    assert not bench.chat.edits
    bench.wall += timedelta(seconds=2)
    await replica(bench).refresh_cards(WORKSPACE, bench.now)
    assert len(bench.chat.edits) == 1


async def test_an_edit_that_may_still_land_is_followed_by_another(bench: Bench) -> None:
    bench.chat.settle_time = timedelta(seconds=70)
    await say(bench, card=None)
    await bench.engine().run_until_idle()
    await change(bench)
    bench.chat.before = lose_answer
    await bench.engine().run_until_idle()
    bench.chat.before = lambda _call: None
    bench.wall += timedelta(seconds=6)
    await bench.engine().run_until_idle()
    assert len(bench.chat.edits) == 1
    bench.wall += timedelta(seconds=60)
    await bench.engine().run_until_idle()
    assert len(bench.chat.edits) == 1
    bench.wall += timedelta(seconds=10)
    for _ in range(2):
        await bench.engine().run_until_idle()
        assert len(bench.chat.edits) == 2


async def test_the_card_of_a_process_that_died_in_its_edit_is_edited_by_another(
    bench: Bench,
) -> None:
    await say(bench, card=None)
    await bench.engine().run_until_idle()
    await change(bench)

    def die(_call: str) -> None:
        raise Death

    bench.chat.before = die
    assert not await survives(bench.engine().run_until_idle)
    bench.chat.before = lambda _call: None
    await bench.restart()
    assert "at 1" in str(bench.chat.edits[0][1])
    async with bench.database.read_transaction() as tx:
        assert (await tx.all(select(live_card)))[0].owner is None


async def test_a_card_that_cannot_be_drawn_hinders_no_other(bench: Bench) -> None:
    async def draw(
        _tx: ReadTransaction, _workspace: str, subject: Subject, _now: datetime
    ) -> Card | None:
        if bench.counter and subject.id == 1:
            raise RuntimeError("no ink")
        return Card("note", f"Card {subject.id} at {bench.counter}")

    bench.router.live_cards["counter"] = draw
    options = outbox.MessageOptions(reason=RULE, due=NOON, solicited=True)
    for number in (1, 2, 3):
        async with bench.database.transaction() as tx:
            options["subject"] = Subject("counter", number)
            await outbox.post(tx, WORKSPACE, str(number), "w/lunch", None, **options)
    await bench.engine().run_until_idle()
    bench.counter = 1
    async with bench.database.transaction() as tx:
        await tx.execute(update(live_card).values(version=live_card.c.version + 1))
    await bench.engine().run_until_idle()
    assert sorted(card.title for _, card in bench.chat.edits) == ["Card 2 at 1", "Card 3 at 1"]


@pytest.fixture
def shared(on_postgresql: Database) -> Bench:
    return Bench(on_postgresql)


async def test_a_card_that_changes_while_it_is_drawn_for_a_message_is_edited(shared: Bench) -> None:
    """The change sees no message yet, so another process finds nothing to edit."""
    bench = shared
    draw = bench.router.live_cards["counter"]

    async def draw_slowly(
        tx: ReadTransaction, workspace: str, subject: Subject, now: datetime
    ) -> Card | None:
        drawn = await draw(tx, workspace, subject, now)
        bench.router.live_cards["counter"] = draw
        await change(bench)
        await replica(bench).refresh_cards(WORKSPACE, bench.now)
        return drawn

    bench.router.live_cards["counter"] = draw_slowly
    await say(bench, card=None)
    await bench.engine().run_until_idle()
    assert "at 0" in bench.chat.texts()[0]
    assert "at 1" in str(bench.chat.edits[-1][1])


async def test_a_message_that_was_found_again_shows_what_holds_now(shared: Bench) -> None:
    bench = shared
    await say(bench, card=None)

    def lose(call: str) -> None:
        bench.counter = 5  # drawn before, and nobody knows from what
        raise UnknownOutcome(call)

    bench.chat.after = lose
    await bench.engine().run_until_idle()
    bench.chat.after = lambda _call: None
    await bench.engine().run_until_idle()
    assert "at 5" in str(bench.chat.edits[-1][1])


async def test_who_opts_out_while_a_round_is_drawn_waits_until_it_is(
    on_postgresql: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = await pairing_world(on_postgresql)
    await begin_program(world, TOM, PRIYA)
    pausing: list[asyncio.Task[Answer]] = []
    close_running = cancellation.close_running

    async def close_slowly(tx: Transaction, program: PairingProgram) -> None:
        pausing.append(asyncio.create_task(world.say(TOM, "/mingle pause")))
        await asyncio.wait(pausing, timeout=0.3)
        assert not pausing[0].done()  # the participants were read: now nothing of it may change
        await close_running(tx, program)

    monkeypatch.setattr(cancellation, "close_running", close_slowly)
    await world.until(TUESDAY)
    await pausing[0]
    async with on_postgresql.read_transaction() as tx:
        groups = await tx.all(select(pairing_group.c.state))
    assert len(groups) == 1
