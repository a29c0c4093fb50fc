"""What becomes of a calendar file that somebody hands in, through the front door of the
playground."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from adapters.playground.payloads import SubmittedFile
from bot.core.dispatch import dispatch
from bot.core.interactions import Answer, FormErrors
from bot.events import records as events
from bot.features import ROUTER
from bot.sources import rules
from bot.sources.parsers.model import Document, ParseResult
from bot.sources.tables import source, upload
from bot.store.engine import Database
from bot.ui.cards import as_text
from bot.ui.uploads import FILE_NAME_LIMIT, Upload, tidy_upload
from jobs.web.source_refresh import SourceRefresher
from tests.doubles.standins import ReadsHere
from tests.reading import form_of, text
from tests.world import ADA, BEN, CLEO, HOME, LUNCH, MONDAY, World

NIGHT = ("1", "Chamber night", "20260305T180000")
TALK = ("2", "Export talk", "20260312T183000")
WEEKLY = ("3", "Breakfast", "20260304T080000", "RRULE:FREQ=WEEKLY")
PAST = ("4", "Summer party", "20250701T180000")


def calendar(*told: tuple[str, ...], name: str = "Chamber") -> bytes:
    lines = [
        "BEGIN:VCALENDAR",
        *([f"X-WR-CALNAME:{name}"] if name else []),
        "X-WR-TIMEZONE:Europe/Berlin",
    ]
    for uid, title, starts, *more in told:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{uid}",
            f"SUMMARY:{title}",
            f"DTSTART:{starts}",
            *more,
            "END:VEVENT",
        ]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


async def give(world: World, person: str, name: str, content: bytes) -> Answer:
    """Open the form by its command, and send it with a file."""
    form, handed = (
        form_of(await world.say(person, "/events upload")),
        {"file": SubmittedFile(name, len(content), content)},
    )
    interaction = f"file {next(world.interactions)}"
    return await world.chats[HOME].handle_submission(person, LUNCH, form, {}, interaction, handed)


async def hand_in(world: World, person: str, name: str, content: bytes) -> str:
    """Hand a file in and read what comes of it."""
    assert "in a moment what I find" in text(await give(world, person, name, content))
    await world.pass_time(minutes=1)
    return as_text((await world.inbox(person))[-1])


async def save(world: World, person: str, name: str, content: bytes) -> str:
    await hand_in(world, person, name, content)
    number = await world.button(person, "source.details")
    form = form_of(await world.click(person, "source.details", number))
    assert "is saved" in text(
        await world.submit(person, form, {"town": "Berlin", "topics": "trade"})
    )
    await world.pass_time(minutes=1)
    return number


class Interrupted(ReadsHere):
    """Reads, and while it reads the first time, somebody hands in another version."""

    def __init__(self, world: World, other: bytes) -> None:
        self.world, self.others = world, [other]

    async def parse_document(self, document: Document) -> ParseResult:
        if self.others:
            await give(self.world, BEN, "chamber.ics", self.others.pop())
        return await super().parse_document(document)


async def listed(world: World, days: int = 0) -> list[tuple[str, str]]:
    async with world.database.read_transaction() as tx:
        found = await events.upcoming_events(
            tx, HOME, world.now + timedelta(days=days), states=("open", "cancelled")
        )
    return [(each.title, each.state) for each in found]


async def kept(world: World) -> list[bytes]:
    async with world.database.read_transaction() as tx:
        return list(await tx.scalars(select(upload.c.content)))


async def test_a_file_shows_its_next_five_events_and_is_kept_on_a_click(world: World) -> None:
    shown = await hand_in(world, BEN, "chamber.ics", calendar(NIGHT, TALK, WEEKLY, PAST))
    assert shown.startswith("Chamber\nI found a calendar in chamber.ics with 11 events ahead.")
    assert shown.count(" · ") == 5
    assert await listed(world) == []
    number = await world.button(BEN, "source.details")
    form = form_of(await world.click(BEN, "source.details", number))
    saved = text(
        await world.submit(BEN, form, {"town": "Berlin", "topics": "Trade", "reach": "regional"})
    )
    assert "When there is a newer chamber.ics, hand it in under the same name" in saved
    await world.pass_time(minutes=1)
    async with world.database.read_transaction() as tx:
        found = await events.upcoming_events(tx, HOME, world.now)
    assert len(found) == 11
    assert {(each.town, each.reach, each.topics) for each in found} == {
        ("Berlin", "regional", ("trade",))
    }
    assert "chamber.ics · Berlin" in text(await world.say(CLEO, "/events sources"))


async def test_a_file_without_a_name_of_its_own_is_called_as_the_file_is(world: World) -> None:
    assert (await hand_in(world, BEN, "chamber.ics", calendar(NIGHT, name=""))).startswith(
        "chamber.ics\n"
    )


async def test_a_file_that_was_not_meant_is_forgotten(world: World) -> None:
    await hand_in(world, BEN, "chamber.ics", calendar(NIGHT))
    assert "I forgot it." in text(
        await world.click(BEN, "source.drop", await world.button(BEN, "source.drop"))
    )
    assert await kept(world) == []


BAD: dict[str, tuple[bytes, str]] = {
    "a letter": (b"Dear Ben, see you on Thursday.", "could not make sense of it as a calendar"),
    "a page": (b"<!DOCTYPE html><title>Chamber</title><h1>Sign in</h1>", "could not make sense"),
    "a feed with entities": (
        b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "b">]><rss>&a;</rss>',
        "not make sense",
    ),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\1" * 100, "could not make sense"),
    "a packed file": (b"\x1f\x8b\x08" + b"\0" * 100, "could not make sense"),
    "a bomb": (
        calendar(("1", "x", "19700101T000000", "RRULE:FREQ=SECONDLY")),
        "could not make sense",
    ),
    "an empty calendar": (calendar(), "Nothing in it lies ahead."),
    "what is over": (
        calendar(PAST, ("5", "Course", "20250601T080000", "RRULE:FREQ=DAILY;UNTIL=20250801")),
        "lies",
    ),
    "far too many": (
        b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 20_001,
        "far more events in it than I can keep",
    ),
}


@pytest.mark.parametrize("what", BAD)
async def test_what_is_no_calendar_gets_a_calm_sentence_and_nothing_is_kept(
    world: World, what: str
) -> None:
    content, sentence = BAD[what]
    said = await hand_in(world, BEN, "chamber.ics", content)
    assert sentence in said
    assert "Nothing was saved." in said
    assert await kept(world) == []
    async with world.database.read_transaction() as tx:
        assert await tx.scalars(select(source.c.id)) == []


async def test_umlauts_of_old_programs_are_read(world: World) -> None:
    content = calendar(("1", "Grüner Tisch", "20260305T180000")).decode().encode("cp1252")
    assert "Grüner Tisch" in await hand_in(world, BEN, "chamber.ics", content)


async def test_no_file_and_a_file_past_the_adapter_are_judged_by_the_core_too(world: World) -> None:
    for files, sentence in (
        ({}, "Please choose a file."),
        ({"file": Upload("chamber.pdf", b"x")}, "that end in .ics"),
        ({"file": Upload("chamber.ics", b"x" * 500_001)}, "too big for me"),
        ({"file": Upload("chamber.ics", b"")}, "There is nothing in that file."),
    ):
        answer = await world.do(world.call(BEN, "form", "upload.take", files=files))
        assert isinstance(answer, FormErrors)
        assert sentence in answer.errors["file"]
    assert await kept(world) == []


async def test_a_newer_version_moves_events_and_doubts_what_it_no_longer_lists(
    world: World,
) -> None:
    await save(world, BEN, "chamber.ics", calendar(NIGHT, TALK))
    moved = ("1", "Chamber night", "20260306T190000")
    said = await hand_in(world, BEN, "chamber (1).ics", calendar(moved, WEEKLY))
    assert "I read the newer chamber.ics: 10 events ahead." in said
    found = await listed(world)
    assert ("Chamber night", "open") in found
    assert len(await kept(world)) == 1
    async with world.database.read_transaction() as tx:
        ahead = await events.upcoming_events(tx, HOME, world.now)
    assert [one.title for one in ahead if one.is_doubtful] == ["Export talk"]
    [night] = [one for one in ahead if one.title == "Chamber night"]
    assert f"{night.starts_at:%d %H:%M}" == "06 18:00"


@pytest.mark.parametrize("what", ["a page", "a bomb", "what is over"])
async def test_a_newer_version_of_which_nothing_can_be_made_changes_nothing(
    world: World, what: str
) -> None:
    await save(world, BEN, "chamber.ics", calendar(NIGHT, TALK))
    before = await kept(world)
    assert "Nothing was changed" in await hand_in(world, BEN, "chamber.ics", BAD[what][0])
    assert await kept(world) == before
    await world.pass_time(days=1)
    assert await listed(world) == [("Chamber night", "open"), ("Export talk", "open")]


async def test_another_calendar_with_the_same_name_by_chance_takes_nothing_off(
    world: World,
) -> None:
    number = await save(world, BEN, "invite.ics", calendar(NIGHT))
    said = await hand_in(world, BEN, "invite.ics", calendar(TALK))
    assert "no event in common with the one that Chamber is read from" in said
    assert await listed(world) == [("Chamber night", "open")]
    assert form_of(await world.click(BEN, "upload.again")).title == "Events from a file"
    await world.click(BEN, "source.remove", number)
    assert "Export talk" in await hand_in(world, BEN, "invite.ics", calendar(TALK))


async def test_a_new_invitation_takes_the_place_of_one_that_is_over(world: World) -> None:
    await save(world, BEN, "invite.ics", calendar(NIGHT))
    await world.until(MONDAY + timedelta(days=5))
    assert "is up to date" in await hand_in(world, BEN, "invite.ics", calendar(TALK))
    assert await listed(world) == [("Export talk", "open")]


@pytest.mark.parametrize("is_saved", [False, True])
async def test_a_version_that_comes_while_one_is_read_is_the_one_that_counts(
    world: World, is_saved: bool
) -> None:
    if is_saved:
        await save(world, BEN, "chamber.ics", calendar(NIGHT))
    feeds = world.engine.periodic_tasks["feeds"]
    assert isinstance(feeds, SourceRefresher)
    feeds.parser = Interrupted(world, calendar(NIGHT, WEEKLY))
    said = await hand_in(world, BEN, "chamber.ics", calendar(NIGHT, TALK))
    assert "10 events ahead" in said
    assert not [card for card in await world.inbox(BEN) if "2 events ahead" in as_text(card)]
    assert await kept(world) == [calendar(NIGHT, WEEKLY)]


async def test_files_of_two_people_are_two_sources_and_one_evening(world: World) -> None:
    await save(world, BEN, "chamber.ics", calendar(NIGHT))
    await save(world, CLEO, "chamber.ics", calendar(NIGHT))
    assert await listed(world) == [("Chamber night", "open")]
    assert len(await kept(world)) == 2


async def test_a_series_rolls_on_from_week_to_week_though_nobody_hands_it_in_again(
    world: World,
) -> None:
    number = await save(world, BEN, "chamber.ics", calendar(WEEKLY))
    before = len(await listed(world))
    await world.pass_time(days=30)
    assert len(await listed(world)) >= before - 2
    picked = text(await world.click(BEN, "source.pick", choice=number))
    assert "no failures" in picked


async def test_a_file_rests_when_all_in_it_is_over_and_a_newer_one_wakes_it(world: World) -> None:
    number = await save(world, BEN, "chamber.ics", calendar(NIGHT, TALK))
    inbox = len(await world.inbox(BEN))
    await world.pass_time(days=19)
    assert len(await world.inbox(BEN)) == inbox
    picked = text(await world.click(BEN, "source.pick", choice=number))
    assert "Everything in it is over; a newer file of the same name wakes it." in picked
    assert "once a week" in text(await world.click(BEN, "source.resume", number))
    await world.pass_time(minutes=1)
    assert "is up to date" in await hand_in(
        world, BEN, "chamber.ics", calendar(("9", "Spring fair", "20260410T100000"))
    )
    assert await listed(world) == [("Spring fair", "open")]


async def test_there_is_room_for_so_many_files_and_no_more(world: World) -> None:
    for number in range(rules.MAX_UNANSWERED):
        await give(world, BEN, f"{number}.ics", calendar(NIGHT))
    assert "wait for your answer already" in text(
        await give(world, BEN, "one-more.ics", calendar(NIGHT))
    )
    assert len(await kept(world)) == rules.MAX_UNANSWERED


async def test_only_its_owner_or_an_organiser_looks_after_a_file(world: World) -> None:
    number = await save(world, BEN, "chamber.ics", calendar(NIGHT))
    assert "belongs to whoever added it" in text(await world.click(CLEO, "source.remove", number))
    assert "is removed" in text(await world.click(ADA, "source.remove", number))
    assert await kept(world) == []


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("chamber (12).ics", "chamber.ics"),
        ("C:\\Users\\ben\\chamber.ics", "chamber.ics"),
        ("../../etc/passwd.ics", "passwd.ics"),
        (".ics", "calendar.ics"),
        ("cham\u202eber\x00\n.ics", "chamber.ics"),
        ("x" * 300 + ".ics", "x" * (FILE_NAME_LIMIT - 4) + ".ics"),
        ("Vereinskalender 2026.ICS", "Vereinskalender 2026.ICS"),
        ("", "calendar"),
    ],
)
def test_a_files_name_is_words_and_no_more(given: str, shown: str) -> None:
    assert tidy_upload(Upload(given, b"")).name == shown


async def test_postgresql_keeps_a_file_too(on_postgresql: Database, world: World) -> None:
    call = world.call(
        BEN, "form", "upload.take", files={"file": Upload("chamber.ics", calendar(NIGHT))}
    )
    assert "in a moment what I find" in text(await dispatch(ROUTER, on_postgresql, call))
    async with on_postgresql.read_transaction() as tx:
        assert await tx.scalars(select(upload.c.content)) == [calendar(NIGHT)]
