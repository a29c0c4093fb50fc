"""Every message is sent once, whatever fails on the way."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.core import outbox
from bot.core.platform import PeopleGone, PermanentError, TemporaryError
from bot.core.router import Undelivered
from bot.core.subjects import Subject
from bot.core.tables import outbox_message
from bot.people import records as people
from bot.people.tables import person
from bot.store.engine import Transaction
from bot.ui.cards import Card, Paragraph
from tests.doubles.fakes import Countdown, lose_answer, survives
from tests.jobs.conftest import NOON, RULE, Bench
from tests.seams import at_each

CARD = Card("note", "Hello", (Paragraph(("There is soup.",)),))
WORKSPACE = "w"


async def say_all(bench: Bench) -> None:
    """Decide, in one transaction, one message of every kind."""
    async with bench.database.transaction() as tx:
        for who in ("w/ann", "w/ben"):
            await people.add_if_new(tx, WORKSPACE, who, who[2:].title(), "Europe/Berlin", NOON)
        more = outbox.BatchOptions(reason=RULE, due=NOON, solicited=True)
        await outbox.post(tx, WORKSPACE, "post", "w/lunch", CARD, **more)
        await outbox.send_dm(tx, WORKSPACE, "whisper", "w/ann", CARD, **more)
        await outbox.introduce(tx, WORKSPACE, "introduce", ("w/ann", "w/ben"), CARD, **more)
        await outbox.follow_up(
            tx, WORKSPACE, "later", "introduce", ("w/ann", "w/ben"), CARD, **more
        )
        await outbox.post(
            tx, WORKSPACE, "living", "w/lunch", None, subject=Subject("counter", 1), **more
        )
        await outbox.request_member_sync(tx, WORKSPACE, "census", "w/lunch", NOON)


async def states(bench: Bench) -> dict[str, str]:
    async with bench.database.read_transaction() as tx:
        return {row.key: row.state for row in await tx.all(select(outbox_message))}


async def test_everybody_gets_every_kind_of_message_once(bench: Bench) -> None:
    await say_all(bench)
    await bench.engine().run_until_idle()
    assert set((await states(bench)).values()) == {"sent"}
    assert len(bench.chat.said) == 5
    assert set(bench.chat.times.values()) == {1}
    assert bench.counted == ["Newcomer"]


@pytest.mark.parametrize("seam", ["before", "after", "commit"])
async def test_a_process_that_dies_at_any_step_loses_and_repeats_nothing(
    bench: Bench, seam: str
) -> None:
    await say_all(bench)
    for step in range(1, 100):
        countdown = Countdown(step)
        if seam == "commit":
            with at_each("COMMIT", bench.database, countdown.step):
                survived = await survives(bench.restart)
        else:
            setattr(bench.chat, seam, countdown.step)
            survived = await survives(bench.restart)
        bench.chat.before = bench.chat.after = lambda _call: None
        if survived:
            break
    await bench.restart()
    assert set((await states(bench)).values()) == {"sent"}
    assert len(bench.chat.said) == 5
    assert set(bench.chat.times.values()) == {1}


async def test_a_lost_answer_is_looked_up_before_anything_is_repeated(bench: Bench) -> None:
    await say_all(bench)
    bench.chat.after = lose_answer
    await bench.engine().run_until_idle()
    bench.chat.after = lambda _call: None
    await bench.engine().run_until_idle()
    assert set((await states(bench)).values()) == {"sent"}
    assert set(bench.chat.times.values()) == {1}


async def test_nobody_looks_before_a_late_message_had_time_to_appear(bench: Bench) -> None:
    bench.chat.settle_time = timedelta(seconds=70)
    await say_all(bench)
    bench.chat.before = lose_answer
    await bench.engine().run_until_idle()
    assert "unknown" in (await states(bench)).values()
    bench.chat.before = lambda _call: None
    bench.wall += timedelta(seconds=69)
    await bench.engine().run_until_idle()
    assert not bench.chat.said
    bench.wall += timedelta(seconds=2)
    await bench.engine().run_until_idle()
    assert set(bench.chat.times.values()) == {1}
    assert len(bench.chat.said) == 5


async def test_an_organiser_is_asked_where_nobody_can_look(bench: Bench) -> None:
    await say_all(bench)
    async with bench.database.transaction() as tx:
        await tx.execute(update(person).where(person.c.person == "w/ben").values(organiser=True))
        await outbox.cancel_messages(
            tx, WORKSPACE, "whisper", "introduce", "later", "living", "census"
        )
    bench.chat.can_look = False
    bench.chat.after = lambda call: lose_answer(call) if call == "post" else None
    await bench.engine().run_until_idle()
    assert (await states(bench))["post"] == "held"
    assert any("I may already have posted this" in text for text in bench.chat.texts())


async def test_a_busy_chat_delays_and_loses_nothing(bench: Bench) -> None:
    await say_all(bench)

    def busy(_call: str) -> None:
        raise TemporaryError("slow down", retry_after=40)

    bench.chat.before = busy
    await bench.engine().run_until_idle()
    assert not bench.chat.said
    bench.chat.before = lambda _call: None
    bench.now += timedelta(seconds=39)
    await bench.engine().run_until_idle()
    assert not bench.chat.said
    bench.now += timedelta(seconds=2)
    await bench.engine().run_until_idle()
    assert len(bench.chat.said) == 5


async def test_a_refusal_is_told_to_the_organiser_once(bench: Bench) -> None:
    await say_all(bench)
    async with bench.database.transaction() as tx:
        await tx.execute(update(person).where(person.c.person == "w/ben").values(organiser=True))

    def refuse(call: str) -> None:
        if call == "post":
            raise PermanentError("is_archived")

    bench.chat.before = refuse
    await bench.engine().run_until_idle()
    told = [text for text in bench.chat.texts() if "I could not deliver a message" in text]
    assert len(told) == 1
    assert "is_archived" in told[0]
    assert (await states(bench))["post"] == "failed"


async def test_a_storm_of_changes_becomes_one_edit_that_shows_the_latest(bench: Bench) -> None:
    await say_all(bench)
    await bench.engine().run_until_idle()
    for bench.counter in range(1, 51):
        async with bench.database.transaction() as tx:
            await outbox.invalidate(tx, WORKSPACE, Subject("counter", 1))
    await bench.engine().run_until_idle()
    assert len(bench.chat.edits) == 1
    assert "stands at 50" in str(bench.chat.edits[0][1])


async def test_messages_that_collide_reach_a_person_as_one(bench: Bench) -> None:
    async with bench.database.transaction() as tx:
        await people.add_if_new(tx, WORKSPACE, "w/ann", "Ann", "Europe/Berlin", NOON)
        for title in ("One", "Two", "Three"):
            card = Card("note", title, (Paragraph(("words",)),))
            await outbox.send_dm(tx, WORKSPACE, title, "w/ann", card, reason=RULE, due=NOON)
    await bench.engine().run_until_idle()
    assert [text.split("\n")[0] for text in bench.chat.texts()] == ["One"]
    assert all(title in bench.chat.texts()[0] for title in ("One", "Two", "Three"))
    assert set((await states(bench)).values()) == {"sent"}


async def test_a_section_of_a_merged_message_changes_without_touching_the_others(
    bench: Bench,
) -> None:
    async with bench.database.transaction() as tx:
        await people.add_if_new(tx, WORKSPACE, "w/ann", "Ann", "Europe/Berlin", NOON)
        await outbox.send_dm(tx, WORKSPACE, "one", "w/ann", CARD, reason=RULE, due=NOON)
        await outbox.send_dm(
            tx,
            WORKSPACE,
            "two",
            "w/ann",
            None,
            subject=Subject("counter", 7),
            reason=RULE,
            due=NOON,
        )
    await bench.engine().run_until_idle()
    bench.counter = 9
    async with bench.database.transaction() as tx:
        await outbox.invalidate(tx, WORKSPACE, Subject("counter", 7))
    await bench.engine().run_until_idle()
    ((_, edited),) = bench.chat.edits
    assert "There is soup." in str(edited)
    assert "7 stands at 9" in str(edited)


async def test_what_is_no_longer_worth_saying_is_not_said(bench: Bench) -> None:
    async with bench.database.transaction() as tx:
        for key, expires in (("late", NOON), ("fresh", NOON + timedelta(hours=1))):
            more = outbox.BatchOptions(reason=RULE, due=NOON, expires=expires, solicited=True)
            await outbox.post(tx, WORKSPACE, key, "w/lunch", CARD, **more)
    await bench.engine().run_until_idle()
    assert await states(bench) == {"late": "expired", "fresh": "sent"}


@pytest.mark.parametrize("left", [1, 2])
async def test_whoever_is_gone_is_left_out_of_an_introduction(bench: Bench, left: int) -> None:
    told: list[object] = []

    @bench.router.on_undelivered("test.rule")
    async def without(_tx: Transaction, message: Undelivered) -> None:
        assert isinstance(message.error, PeopleGone)
        told.append((message.workspace, message.subject, message.error.people))

    everybody = ("w/ann", "w/ben", "w/cleo")[-left - 1 :]
    async with bench.database.transaction() as tx:
        for who in everybody:
            await people.add_if_new(tx, WORKSPACE, who, who[2:].title(), "Europe/Berlin", NOON)
        more = outbox.BatchOptions(reason=RULE, due=NOON, solicited=True)
        await outbox.introduce(
            tx, WORKSPACE, "introduce", everybody, None, subject=Subject("counter", 1), **more
        )

    def ben_is_gone(_call: str) -> None:
        bench.chat.before = lambda _call: None
        raise PeopleGone("no ben", ["w/ben"])

    bench.chat.before = ben_is_gone
    await bench.engine().run_until_idle()
    assert [to for to, _ in bench.chat.said.values()] == (
        [("w/ann", "w/cleo")] if left == 2 else []
    )
    assert told == [(WORKSPACE, Subject("counter", 1), ("w/ben",))]
    assert (await states(bench))["introduce"] == ("sent" if left == 2 else "failed")
    async with bench.database.read_transaction() as reading:
        ben = await people.find_person(reading, WORKSPACE, "w/ben")
    assert ben
    assert ben.left
