"""`/mingle health`: what is held or set aside, for organisers, with a way out of each."""

import pytest
from sqlalchemy import select, text, update

from adapters.slack.strings import refusal_text
from bot.core import outbox, schedule
from bot.core.channel_rest import rest_channel
from bot.core.permissions import Role
from bot.core.reader_languages import choose_language
from bot.core.subjects import Subject
from bot.core.tables import occurrence, outbox_message
from bot.features import ROUTER
from bot.held_messages import notifications, records
from bot.people.departures import record_departures
from bot.people.tables import busy_calendar
from bot.sources.tables import source
from bot.store.engine import Transaction
from bot.ui.cards import Card, Paragraph, as_text
from tests.jobs.conftest import RULE
from tests.reading import card_of, controls, mentions
from tests.world import ADA, BEN, CLEO, HOME, LUNCH, World

HELLO = Card("note", "Hello", (Paragraph(("There is soup.",)),))


async def health(world: World) -> str:
    return as_text(card_of(await world.say(ADA, "/mingle health")))


async def state_of(world: World, key: str) -> str:
    states = {row.key: row.state for row in await world.select_all(outbox_message)}
    return str(states[key])


async def hold(world: World, key: str) -> None:
    async with world.database.transaction() as tx:
        await outbox.post(tx, HOME, key, LUNCH, HELLO, reason=RULE, due=world.now, solicited=True)
        row = update(outbox_message).where(outbox_message.c.key == key)
        await tx.execute(row.values(state="held", merged_into=outbox_message.c.id))


async def test_a_question_about_a_message_says_who_of_its_readers_has_left(world: World) -> None:
    for person in (ADA, BEN, CLEO):
        await world.say(person, "/mingle")
    async with world.database.transaction() as tx:
        await outbox.introduce(
            tx, HOME, "pair", (BEN, CLEO), HELLO, reason=RULE, due=world.now, solicited=True
        )
        row = update(outbox_message).where(outbox_message.c.key == "pair")
        await tx.execute(row.values(state="held", merged_into=outbox_message.c.id))
        number = await tx.scalar(select(outbox_message.c.id).where(outbox_message.c.key == "pair"))
        await notifications.tell_of_matter(tx, HOME, "outbox_message", number, world.now)
    await world.pass_time(minutes=5)
    [asked] = await world.dms(ADA, "I may already have posted this")
    assert "who has left" not in as_text(asked)

    async with world.database.transaction() as tx:
        await record_departures(tx, HOME, [BEN], world.now)
    await world.pass_time(minutes=5)
    [asked] = await world.dms(ADA, "I may already have posted this")
    assert "(who has left) and" in as_text(asked)
    assert mentions(asked) == {CLEO}


async def test_what_the_chat_says_of_a_channel_is_read_in_ones_own_language(world: World) -> None:
    async with world.database.transaction() as tx:
        await rest_channel(tx, HOME, LUNCH, refusal_text("is_archived"), world.now)
        await choose_language(tx, HOME, ADA, "de")
    assert "Dieser Kanal ist archiviert." in await health(world)


async def test_all_is_well_at_first(world: World) -> None:
    assert "All is well" in await health(world)
    assert ROUTER.commands["mingle health"].role is Role.ORGANISER


async def test_everything_that_waits_is_in_one_list(world: World) -> None:
    await hold(world, "soup")
    async with world.database.transaction() as tx:
        await schedule.schedule(
            tx, HOME, "newer.kind", Subject("x", 1), world.now, world.now.date()
        )
        await rest_channel(tx, HOME, LUNCH, "Invite me.", world.now)
        await _read_for_ever(tx, world)
    await world.pass_time(minutes=5)
    told = await health(world)
    for words in (
        "Nobody knows whether it was posted",
        "This version of Mingle knows no job “newer.kind”.",
        "A source of events. Mingle could not finish looking at it, several times.",
        "Somebody's private calendar. Mingle could not finish looking at it, several times.",
        "is on hold. Invite me.",
    ):
        assert words in told
    assert "calendar.example" not in told


async def _read_for_ever(tx: Transaction, world: World) -> None:
    """Insert a page and a calendar at which looks began three times and never ended."""
    now = world.now
    await tx.insert(
        source, workspace=HOME, address="https://page.example/", zone="UTC", topics=(),
        owner=BEN, state="active", asked_at=now, next_look=now, tries=3,
    )  # fmt: skip
    await tx.insert(
        busy_calendar, workspace=HOME, person=BEN, address="https://calendar.example/ben",
        look_at=now, tries=3,
    )  # fmt: skip


async def test_send_again_and_let_it_go_settle_it(world: World) -> None:
    await hold(world, "first")
    await hold(world, "second")
    first, second = [
        button.value
        for button in controls(card_of(await world.say(ADA, "/mingle health")))
        if button.action == "held.again"
    ]
    await world.click(ADA, "held.again", first)
    await world.click(ADA, "held.drop", second)
    await world.pass_time(minutes=1)
    assert await state_of(world, "first") == "sent"
    assert await state_of(world, "second") == "cancelled"
    assert "settled already" in str(await world.click(ADA, "held.again", first))
    assert "All is well" in await health(world)


async def test_an_older_button_names_a_message_by_its_number_alone(world: World) -> None:
    await hold(world, "soup")
    [row] = [row for row in await world.select_all(outbox_message) if row.key == "soup"]
    await world.click(ADA, "held.drop", row.id)
    assert await state_of(world, "soup") == "cancelled"


async def test_organisers_are_asked_once_about_a_job_that_is_set_aside(world: World) -> None:
    await health(world)  # so that Mingle knows her
    async with world.database.transaction() as tx:
        await schedule.schedule(
            tx, HOME, "newer.kind", Subject("x", 1), world.now, world.now.date()
        )
    await world.pass_time(minutes=1)
    assert len(await world.dms(ADA, "Something I had planned did not work")) == 1
    await world.engine.recover_sends()
    await world.pass_time(days=1)
    assert len(await world.dms(ADA, "Something I had planned did not work")) == 1


@pytest.mark.parametrize(
    ("kind", "becomes"), [("prompt.post", "skipped"), ("retention.sweep", "waiting")]
)
async def test_a_job_let_go_is_passed_over_or_tried_tomorrow(
    world: World, kind: str, becomes: str
) -> None:
    async with world.database.transaction() as tx:
        where = occurrence.c.kind == kind
        subject = Subject("prompt", 99) if kind == "prompt.post" else Subject("retention")
        await schedule.schedule(tx, HOME, kind, subject, world.now, world.now.date())
        await tx.execute(update(occurrence).where(where).values(state="aside", error="X: y"))
        number = await tx.scalar(select(occurrence.c.id).where(where))
    await world.click(ADA, "held.drop", f"occurrence:{number}")
    await world.pass_time(minutes=1)
    states = {row.id: row.state for row in await world.select_all(occurrence)}
    assert states[number] == becomes


async def test_matters_are_counted_for_whoever_watches(world: World) -> None:
    await hold(world, "soup")
    async with world.database.transaction() as tx:
        await tx.execute(text("UPDATE outbox_message SET card = '[' WHERE key = 'soup'"))
        counts = await records.count_matters(tx)
    assert counts["outbox_message", "held"] == 1
    assert sum(counts.values()) == 1
