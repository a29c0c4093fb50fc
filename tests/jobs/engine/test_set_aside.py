"""A row that cannot be done is set aside alone, with the reason, and an organiser is asked."""

import asyncio
import random
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text, update

from bot.core import outbox, schedule
from bot.core.attempts import MAX_CRASHES, MAX_CRASHES_SENDING
from bot.core.due_messages import DueMessage
from bot.core.platform import CardUnrenderable
from bot.core.schedule import DueOccurrence, Job
from bot.core.subjects import Subject
from bot.core.tables import live_card, occurrence, outbox_message
from bot.held_messages import records
from bot.held_messages.records import Matter
from bot.people import records as people
from bot.store.engine import ReadTransaction, Transaction
from bot.ui.cards import Card, as_text
from jobs.engine.occurrences import LEASE
from tests.doubles.fakes import Death, survives
from tests.jobs.conftest import NOON, RULE, Bench

WORKSPACE = "w"
LONG_AFTER = LEASE + timedelta(minutes=1)  # every claim of the dead has ended
DUE = outbox.BatchOptions(reason=RULE, due=NOON, solicited=True)


async def meet_boss(bench: Bench) -> None:
    async with bench.database.transaction() as tx:
        await people.add_if_new(tx, WORKSPACE, "w/boss", "Boss", "Europe/Berlin", NOON)
        await people.update_person(tx, WORKSPACE, "w/boss", organiser=True)


async def say_fifty(bench: Bench) -> None:
    async with bench.database.transaction() as tx:
        for number in range(50):
            card = Card("note", f"Word {number}")
            await outbox.post(tx, WORKSPACE, f"word:{number}", f"w/c{number}", card, **DUE)


async def post(tx: Transaction, key: str, subject: Subject | None = None) -> None:
    card = None if subject else Card("note", key)
    await outbox.post(tx, WORKSPACE, key, f"w/{key}", card, subject=subject, **DUE)


async def matters(bench: Bench) -> dict[str, Matter]:
    """Return what waits for a decision, by the channel or the kind of job."""
    async with bench.database.read_transaction() as tx:
        found = await records.list_matters(tx, WORKSPACE)
    return {(matter.recipients[0][2:] if matter.recipients else matter.kind): matter
            for matter in found}  # fmt: skip


def words_said(bench: Bench) -> set[str]:
    return {said for said in bench.chat.texts() if said.startswith("Word")}


async def break_drawing(
    tx: ReadTransaction, workspace: str, subject: Subject, now: datetime
) -> Card | None:
    raise KeyError("a row that is gone")


async def test_poison_in_the_outbox_keeps_nothing_else_waiting(bench: Bench) -> None:
    bench.router.live_card("broken")(break_drawing)
    await meet_boss(bench)
    async with bench.database.transaction() as tx:
        for key in ("strange", "garbled", "odd", "unrenderable"):
            await post(tx, key)
        await post(tx, "unknown", Subject("nothing", 1))
        await post(tx, "broken", Subject("broken", 1))
        await tx.execute(update(outbox_message).where(_key("strange")).values(kind="poke"))
        await tx.execute(update(outbox_message).where(_key("odd")).values(purpose=99))
        garble = text("UPDATE outbox_message SET card = '{\"type\": 7' WHERE key = 'garbled'")
        await tx.execute(garble)
    await say_fifty(bench)

    def refuse(key: str) -> None:
        if key == "unrenderable":
            raise CardUnrenderable("ValueError: too odd")

    bench.chat.before_card = refuse
    engine = bench.engine()
    for _ in range(7):
        await engine.run_until_idle()
        bench.now += timedelta(seconds=10)
    assert len(words_said(bench)) == 50
    assert set(bench.chat.times.values()) == {1}
    found = await matters(bench)
    assert {name: matter.why for name, matter in found.items()} == {
        "strange": "This version of Mingle knows no message “poke”.",
        "garbled": "What is kept about it can't be read by this version of Mingle.",
        "odd": "This version of Mingle knows no message “post”.",
        "unknown": "This version of Mingle knows no message “nothing”.",
        "broken": "Its card can't be drawn (KeyError).",
        "unrenderable": "Its card can't be drawn (CardUnrenderable).",
    }
    assert any("Something I had planned did not work" in said for said in bench.chat.texts())


def _key(key: str):  # type: ignore[no-untyped-def]
    return outbox_message.c.key == key


async def test_poison_among_jobs_keeps_nothing_else_waiting(bench: Bench) -> None:
    async def fail(tx: Transaction, due: DueOccurrence, now: datetime, rng: random.Random) -> None:
        raise RuntimeError("spilled")

    async def serve(tx: Transaction, due: DueOccurrence, now: datetime, rng: random.Random) -> None:
        await post(tx, f"served{due.subject.id}")

    await meet_boss(bench)
    async with bench.database.transaction() as tx:
        for kind in ("newer", "fail", "garbled", "serve"):
            await schedule.schedule(tx, WORKSPACE, kind, Subject("x", 1), NOON, NOON.date())
        await tx.execute(text("UPDATE occurrence SET subject = '?' WHERE kind = 'garbled'"))
        for number in range(2, 52):
            await schedule.schedule(tx, WORKSPACE, "serve", Subject("x", number), NOON, NOON.date())
    engine = bench.engine(fail=Job(fail), serve=Job(serve), garbled=Job(serve))
    await engine.run_until_idle()
    assert sum(said.startswith("served") for said in bench.chat.texts()) == 51
    assert {name: matter.why for name, matter in (await matters(bench)).items()} == {
        "newer": "This version of Mingle knows no job “newer”.",
        "garbled": "What is kept about it can't be read by this version of Mingle.",
    }
    for _ in range(30):
        await engine.run_until_idle()
        bench.now += timedelta(hours=1)
    assert (await matters(bench))["fail"].why == "RuntimeError: spilled"


async def test_a_job_that_a_newer_version_knows_is_done_when_it_is_back(bench: Bench) -> None:
    async def serve(tx: Transaction, due: DueOccurrence, now: datetime, rng: random.Random) -> None:
        await post(tx, "served")

    async with bench.database.transaction() as tx:
        await schedule.schedule(tx, WORKSPACE, "newer", Subject("x", 1), NOON, NOON.date())
    await bench.engine().run_until_idle()
    assert "newer" in await matters(bench)
    upgraded = bench.engine(newer=Job(serve))
    await upgraded.recover_sends()
    await upgraded.run_until_idle()
    assert bench.chat.texts() == ["served"]
    assert not await matters(bench)


@pytest.mark.parametrize("where", ["drawing", "sending", "job"])
async def test_what_ends_the_process_each_time_is_set_aside_alone(bench: Bench, where: str) -> None:
    async def die(tx: Transaction, due: DueOccurrence, now: datetime, rng: random.Random) -> None:
        raise Death

    async def die_drawing(
        tx: ReadTransaction, workspace: str, subject: Subject, now: datetime
    ) -> Card | None:
        raise Death

    def die_sending(key: str) -> None:
        if key == "deadly":
            raise Death

    bench.router.live_card("deadly")(die_drawing)
    async with bench.database.transaction() as tx:
        if where == "job":
            await schedule.schedule(tx, WORKSPACE, "deadly", Subject("x", 1), NOON, NOON.date())
        else:
            await post(tx, "deadly", Subject("deadly", 1) if where == "drawing" else None)
    bench.chat.before_card = die_sending if where == "sending" else bench.chat.before_card
    await say_fifty(bench)
    await meet_boss(bench)

    async def live() -> None:
        bench.wall += LONG_AFTER
        engine = bench.engine(deadly=Job(die))
        await engine.recover_sends()
        await engine.run_until_idle()

    deaths = MAX_CRASHES_SENDING if where == "sending" else MAX_CRASHES
    lives = [await survives(live) for _ in range(deaths + 4)]
    assert lives[-1]
    assert lives.count(False) == deaths
    assert len(words_said(bench)) == 50
    assert set(bench.chat.times.values()) == {1}
    [matter] = (await matters(bench)).values()
    assert matter.why == f"Mingle stopped in the middle of it, {deaths} times."


async def test_a_card_that_cannot_be_drawn_any_more_is_set_aside_until_it_changes(
    bench: Bench,
) -> None:
    broken = [False]

    async def draw(
        tx: ReadTransaction, workspace: str, subject: Subject, now: datetime
    ) -> Card | None:
        if broken[0] and subject.id == 1:
            raise KeyError("a row that is gone")
        return Card("note", f"Card {subject.id}")

    bench.router.live_card("shaky")(draw)
    await meet_boss(bench)
    async with bench.database.transaction() as tx:
        for number in range(1, 6):
            await post(tx, f"shaky{number}", Subject("shaky", number))
    engine = bench.engine()
    await engine.run_until_idle()

    broken[0] = True
    await _change_all(bench)
    for _ in range(4):
        await engine.run_until_idle()
        bench.now += timedelta(seconds=20)
        bench.wall += timedelta(seconds=20)
    assert {as_text(card) for _, card in bench.chat.edits} == {f"Card {n}" for n in range(2, 6)}
    assert [matter.why for matter in (await matters(bench)).values()] == [
        "Its card can't be drawn (KeyError)."
    ]

    broken[0] = False
    await _change_all(bench)
    await engine.run_until_idle()
    assert "Card 1" in {as_text(card) for _, card in bench.chat.edits}
    assert not await matters(bench)


async def test_poison_among_live_cards_keeps_nothing_else_waiting(bench: Bench) -> None:
    broken, unrenderable, newer, garbled = (Subject("counter", 90 + n) for n in range(4))
    await meet_boss(bench)
    async with bench.database.transaction() as tx:
        for number in range(50):
            await post(tx, f"counter{number}", Subject("counter", number))
        for subject in (broken, unrenderable, newer, garbled):
            await post(tx, f"counter{subject.id}", subject)
    engine = bench.engine()
    await engine.run_until_idle()

    async def draw(
        tx: ReadTransaction, workspace: str, subject: Subject, now: datetime
    ) -> Card | None:
        if subject == broken:
            raise KeyError("a row that is gone")
        return Card("note", f"Counter {subject.id} anew")

    def refuse(title: str) -> None:
        if title == f"Counter {unrenderable.id} anew":
            raise CardUnrenderable("ValueError: too odd")

    bench.router.live_cards["counter"] = draw
    bench.chat.before_card = refuse
    async with bench.database.transaction() as tx:
        await outbox.invalidate(tx, WORKSPACE, *[Subject("counter", n) for n in range(100)])
        for table in ("live_card", "outbox_message"):
            for name, subject in (("newer:1", newer), ("?", garbled)):
                words = f"UPDATE {table} SET subject = '{name}' WHERE subject = '{subject}'"
                await tx.execute(text(words))
    await engine.run_until_idle()
    edited = {as_text(card) for _, card in bench.chat.edits}
    assert edited == {f"Counter {number} anew" for number in range(50)}
    for _ in range(4):
        bench.now += timedelta(seconds=20)
        bench.wall += timedelta(seconds=20)
        await engine.run_until_idle()
    async with bench.database.read_transaction() as reading:
        found = await records.list_matters(reading, WORKSPACE)
    assert sorted(matter.why for matter in found) == [
        "Its card can't be drawn (AttributeError).",  # what cannot be read
        "Its card can't be drawn (CardUnrenderable).",
        "Its card can't be drawn (KeyError).",
        "Its card can't be drawn (KeyError).",  # what only a newer version knows
    ]


async def _change_all(bench: Bench) -> None:
    async with bench.database.transaction() as tx:
        subjects = await tx.scalars(select(live_card.c.subject))
        await outbox.invalidate(tx, WORKSPACE, *(s for s in subjects if s.kind == "shaky"))


async def test_messages_to_somebody_whose_row_is_broken_keep_nothing_else_waiting(
    bench: Bench,
) -> None:
    async with bench.database.transaction() as tx:
        for who in ("w/ann", "w/ben"):
            await people.add_if_new(tx, WORKSPACE, who, who[2:].title(), "Europe/Berlin", NOON)
        await tx.execute(text("UPDATE person SET zone = 'No/Where' WHERE person = 'w/ann'"))
        plain = outbox.BatchOptions(reason=RULE, due=NOON)
        for who in ("w/ann", "w/ben"):
            await outbox.send_dm(tx, WORKSPACE, who, who, Card("note", who), **plain)
    await say_fifty(bench)
    engine = bench.engine()
    for _ in range(7):
        await engine.run_until_idle()
        bench.now += timedelta(seconds=10)
    assert len(words_said(bench)) == 50
    assert "w/ben" in bench.chat.texts()


async def test_a_check_that_fails_sets_its_message_aside_and_spins_nowhere(bench: Bench) -> None:
    times = []

    @bench.router.recheck(str(RULE))
    async def fail(
        tx: Transaction, workspace: str, message: DueMessage, now: datetime
    ) -> tuple[str, ...]:
        times.append(now)
        raise KeyError("gone")

    async with bench.database.transaction() as tx:
        await people.add_if_new(tx, WORKSPACE, "w/ann", "Ann", "Europe/Berlin", NOON)
        await outbox.send_dm(tx, WORKSPACE, "told", "w/ann", Card("note", "Told"), **DUE)
    await say_fifty(bench)
    engine = bench.engine()
    for _ in range(7):
        await engine.run_until_idle()
        bench.now += timedelta(seconds=10)
    assert len(words_said(bench)) == 50
    assert len(times) == 3
    [matter] = (await matters(bench)).values()
    assert matter.why == "Whom it is still for can't be checked (KeyError)."


async def test_a_job_that_is_called_off_at_the_end_of_the_program_counts_for_nothing(
    bench: Bench,
) -> None:
    begun = asyncio.Event()

    async def linger(
        tx: Transaction, due: DueOccurrence, now: datetime, rng: random.Random
    ) -> None:
        begun.set()
        await asyncio.sleep(3600)

    async with bench.database.transaction() as tx:
        await schedule.schedule(tx, WORKSPACE, "long", Subject("x", 1), NOON, NOON.date())
    running = asyncio.create_task(bench.engine(long=Job(linger)).run_until_idle())
    await begun.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    async with bench.database.read_transaction() as reading:
        row = await reading.first(select(occurrence))
    assert row
    assert (row.state, row.tries, row.lease_until) == ("waiting", 0, None)
