"""What people find in the directory of associations.

Chapters, whom to ask, and when they meet, true as it changes.
"""

import pytest
from sqlalchemy import func, select, update

from bot.associations import rules
from bot.associations.tables import association, association_member, chapter, opening
from bot.core.interactions import FormErrors
from bot.people import records as people
from bot.sources.tables import source
from bot.store.engine import Database
from tests.factories.associations import (
    ADDRESS,
    MEETING,
    PAGE,
    GuildSite,
    choice,
    join_association,
    make_association,
    make_opening,
    save_calendar,
    submit_by_button,
)
from tests.factories.people import make_people
from tests.reading import choices, form_of, labels, mentions, text
from tests.world import ADA, BEN, CLEO, DINA, EMIL, HOME, Fields, World, world_on


async def test_an_association_is_added_joined_and_its_next_meeting_opened(
    either_database: Database,
) -> None:
    world = await world_on(either_database, web=GuildSite())
    await make_people(world)
    assert "No associations yet" in text(await world.say(CLEO, "/associations"))
    about = {
        "about": "Makers of tides",
        "link": "guild.example",
        "chapter": "Berlin",
        "address": ADDRESS,
    }
    number = await make_association(world, **about)
    assert "I'm having a look at its calendar" in text(
        await world.click(CLEO, "association.show", number)
    )
    await save_calendar(world, BEN)
    await join_association(world, BEN, number)
    shown = await world.say(CLEO, "/associations")
    assert (
        "Chapters: Berlin\nNext meeting: Thu 12 Mar, 19:00 · Guild meeting\nAsk: Ben Marsh"
        in text(shown)
    )
    page = await world.click(CLEO, "association.show", choice=choices(shown)[0])
    assert "guild.example (https://guild.example/)" in text(page)
    [meeting] = choices(page, "digest.open")
    assert labels(await world.click(CLEO, "digest.open", choice=meeting)) == [
        "Going", "If one more goes", "Interested", "Something wrong?"
    ]  # fmt: skip


async def test_nobody_else_ever_sees_who_keeps_it_to_themselves(world: World) -> None:
    number = await make_association(world, chapter="Berlin")
    await make_opening(world, number, "in 3 weeks")
    berlin = await choice(world, BEN, "chapter.show")
    before = [await _everything(world, number, berlin, DINA)]
    assert "You are in it; only you see this." in await join_association(
        world, CLEO, number, "privately", "yes", chapter=berlin
    )
    await join_association(world, EMIL, number, "no", "yes")
    before.append(await _everything(world, number, berlin, DINA))
    assert before[0] == before[1]
    assert "colleagues may ask you" in await join_association(
        world, CLEO, number, "openly", chapter=berlin
    )
    assert all("Cleo Duarte" in words for words in await _everything(world, number, berlin, DINA))
    await join_association(world, CLEO, number, "privately", chapter=berlin)
    assert await _everything(world, number, berlin, DINA) == before[0]


async def _everything(world: World, number: str, berlin: str, person: str) -> list[str]:
    one = await world.click(person, "association.show", number)
    opening_number = await choice(world, person, "opening.show")
    return [
        text(await world.say(person, "/associations")),
        text(one),
        text(await world.click(person, "chapter.show", berlin)),
        text(await world.click(person, "opening.show", opening_number)),
    ]


async def test_what_is_nothing_is_not_kept_and_who_is_gone_is_not_named(world: World) -> None:
    number = await make_association(world)
    await join_association(world, CLEO, number)
    await join_association(world, DINA, number)
    await join_association(world, DINA, number, "no")
    async with world.database.transaction() as tx:
        assert await tx.scalars(select(association_member.c.person)) == [CLEO]
        await people.update_person(tx, HOME, CLEO, left=True)
    assert mentions(await world.click(BEN, "association.show", number)) == set()


async def test_the_next_meeting_follows_its_source(world: World, site: GuildSite) -> None:
    site.told = (MEETING, ("2", "Summer party", "20260319T190000"))
    number = await make_association(world, chapter="Berlin", address=ADDRESS)
    await save_calendar(world, BEN)
    assert "Berlin: Thu 12 Mar, 19:00 · Guild meeting" in text(
        await world.click(CLEO, "association.show", number)
    )
    site.told = (("1", "Guild meeting", "20260313T200000"), site.told[1])
    await world.pass_time(hours=8)
    assert "Berlin: Fri 13 Mar, 20:00 · Guild meeting" in text(
        await world.click(CLEO, "association.show", number)
    )
    site.told = ((*MEETING, "STATUS:CANCELLED"), site.told[1])
    await world.pass_time(hours=8)
    assert "Berlin: Thu 19 Mar, 19:00 · Summer party" in text(
        await world.click(CLEO, "association.show", number)
    )
    await world.pass_time(days=18)
    assert "Berlin: Nothing ahead just now." in text(
        await world.click(CLEO, "association.show", number)
    )


@pytest.mark.parametrize(
    ("says", "shown"),
    [
        ("Guests are very welcome", " · guests are welcome"),
        ("Offen für alle. Gäste willkommen!", " · guests are welcome"),
        ("Members only, please", " · for members"),
        ("Guest night next month; tonight no guests", " · for members"),
        ("Dinner with a guest speaker", ""),
        ("", ""),
    ],
)
async def test_whoever_looks_reads_whether_guests_are_let_in(
    world: World, site: GuildSite, says: str, shown: str
) -> None:
    site.told = ((*MEETING, f"DESCRIPTION:{says}"),)
    number = await make_association(world, chapter="Berlin", address=ADDRESS)
    await save_calendar(world, BEN)
    line = next(
        line
        for line in text(await world.click(CLEO, "association.show", number)).splitlines()
        if "Guild meeting" in line
    )
    assert line.endswith(f"Guild meeting{shown}")


async def test_a_calendar_that_is_there_already_is_linked_to(world: World) -> None:
    await world.say(DINA, f"/events add {ADDRESS}")
    await save_calendar(world, DINA)
    answer = await world.fill(
        BEN, "/associations add", {"name": "Guild", "chapter": "Berlin", "address": ADDRESS}
    )
    assert "those that Guild lists, which I know already" in text(answer)
    assert "Thu 12 Mar, 19:00" in text(answer)


async def test_a_page_that_turns_out_to_be_known_leads_to_the_calendar_that_is_there(
    world: World,
) -> None:
    await world.say(DINA, f"/events add {ADDRESS}")
    await save_calendar(world, DINA)
    number = await make_association(world, chapter="Berlin", address=PAGE)
    await world.pass_time(minutes=1)
    assert "Berlin: Thu 12 Mar, 19:00 · Guild meeting" in text(
        await world.click(CLEO, "association.show", number)
    )
    async with world.database.read_transaction() as tx:
        assert await tx.scalars(select(source.c.address)) == [ADDRESS]


async def test_whoever_saves_a_calendar_finds_the_town_filled_in(world: World) -> None:
    await make_association(world, chapter="Leipzig", address=ADDRESS)
    await world.pass_time(minutes=1)
    form = form_of(
        await world.click(BEN, "source.details", await world.button(BEN, "source.details"))
    )
    assert {field.id: getattr(field, "initial", "") for field in form.fields}["town"] == "Leipzig"


async def test_a_chapter_without_a_calendar_takes_one_from_anybody(world: World) -> None:
    number = await make_association(world, chapter="Berlin", address=ADDRESS)
    await world.pass_time(minutes=1)
    await world.click(BEN, "source.drop", await world.button(BEN, "source.drop"))
    assert "Berlin: No calendar yet" in text(await world.click(CLEO, "association.show", number))
    berlin = await choice(world, CLEO, "chapter.show")
    assert "Add its calendar" in labels(await world.click(CLEO, "chapter.show", berlin))
    empty = await submit_by_button(world, CLEO, "chapter.edit", berlin, {"address": ""})
    assert isinstance(empty, FormErrors)
    await submit_by_button(world, CLEO, "chapter.edit", berlin, {"address": ADDRESS})
    await save_calendar(world, CLEO)
    shown = await world.click(DINA, "chapter.show", berlin)
    assert "Next meeting: Thu 12 Mar, 19:00 · Guild meeting" in text(shown)
    assert labels(shown) == ["Open the meeting", "The association", "Something wrong?"]
    assert "Whoever added this, or an organiser" in text(
        await world.click(DINA, "chapter.edit", berlin)
    )


async def test_a_chapter_keeps_its_calendar_when_only_its_name_changes(world: World) -> None:
    number = await make_association(world, chapter="Berlin", address=ADDRESS)
    await save_calendar(world, BEN)
    berlin = await choice(world, BEN, "chapter.show")
    renamed = await submit_by_button(world, BEN, "chapter.edit", berlin, {"name": "Brandenburg"})
    assert text(renamed).startswith("Guild, Brandenburg\nSaved.\nNext meeting: Thu 12 Mar")
    await submit_by_button(world, BEN, "chapter.edit", berlin, {"address": ""})
    assert "Brandenburg: No calendar yet" in text(
        await world.click(CLEO, "association.show", number)
    )


async def test_only_whoever_added_it_or_an_organiser_changes_or_removes(world: World) -> None:
    number = await make_association(world, chapter="Berlin", address=ADDRESS)
    berlin, treasurer = (
        await choice(world, BEN, "chapter.show"),
        await make_opening(world, number, "in 3 weeks", by=BEN),
    )
    for action in ("association.edit", "association.ask_remove", "association.remove"):
        assert "Whoever added this" in text(await world.click(CLEO, action, number))
    for action in ("chapter.edit", "chapter.ask_remove", "chapter.remove"):
        assert "Whoever added this" in text(await world.click(CLEO, action, berlin))
    for action in ("opening.edit", "opening.close", "opening.reopen"):
        assert "Whoever added this" in text(await world.click(CLEO, action, treasurer))
    renamed = await submit_by_button(world, ADA, "association.edit", number, {"name": "Old Guild"})
    assert text(renamed).startswith("Old Guild\nSaved.")


async def test_a_removal_says_what_goes_and_leaves_the_calendar(world: World) -> None:
    number = await make_association(world, chapter="Berlin", address=ADDRESS)
    await save_calendar(world, BEN)
    await submit_by_button(world, BEN, "chapter.add", number, {"name": "Leeds"})
    berlin = choices(await world.click(BEN, "association.show", number))[0]
    await make_opening(world, number, "in 3 weeks", chapter=berlin)
    await make_opening(world, number, "in 4 weeks")
    await join_association(world, CLEO, number, "privately", "yes", chapter=berlin)
    assert "With it goes one opening." in text(await world.click(BEN, "chapter.ask_remove", berlin))
    assert "is removed" in text(await world.click(BEN, "chapter.remove", berlin))
    sure = text(await world.click(BEN, "association.ask_remove", number))
    assert "With it go one chapter, one opening and what people said of themselves." in sure
    await world.click(BEN, "association.remove", number)
    async with world.database.read_transaction() as tx:
        for table in (association, chapter, association_member, opening):
            assert await tx.scalar(select(func.count()).select_from(table)) == 0
        assert await tx.scalars(select(source.c.address)) == [ADDRESS]
    assert "not in the directory any more" in text(
        await world.click(CLEO, "association.show", number)
    )
    await world.pass_time(days=16)  # when somebody would have been reminded


async def test_a_long_directory_is_turned_page_by_page(world: World) -> None:
    for each in range(8):
        await make_association(world, f"Guild {each}")
    first = await world.say(CLEO, "/associations")
    second = await world.click(CLEO, "association.page", "1")
    seen = text(first) + text(second)
    assert [each for each in range(8) if seen.count(f"Guild {each}") != 1] == []
    assert ("More" in labels(first), "More" in labels(second)) == (True, False)
    assert text(await world.click(CLEO, "association.page", "99")) == text(second)


async def test_what_cannot_be_is_said_at_its_field_and_nothing_is_written_down(
    world: World,
) -> None:
    await make_association(world)
    for fields, wrong in (
        ({"name": " "}, "name"),
        ({"name": "gUILD"}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"about": "Hello @everyone"}, "about"),
        ({"link": "not an address"}, "link"),
        ({"link": "ftp://guild.example"}, "link"),
        ({"chapter": "x" * 41}, "chapter"),
        ({"address": ADDRESS}, "chapter"),
        ({"chapter": "Berlin", "address": "nonsense"}, "address"),
        ({"chapter": "Berlin", "address": "https://ben:secret@guild.example"}, "address"),
    ):
        assert await _wrong(world, "association.create", "", {"name": "Other", **fields}) == [
            wrong
        ], fields
    async with world.database.read_transaction() as tx:
        assert await tx.scalars(select(association.c.name)) == ["Guild"]
        assert await tx.scalars(select(source.c.address)) == []


async def test_each_field_of_each_form_is_read_calmly(world: World) -> None:
    number = await make_association(world, chapter="Berlin")
    good = {
        "standing": "no",
        "tell": "no",
        "kind": "role",
        "title": "Treasurer",
        "due": "2026-05-01",
        "name": "Leeds",
    }
    for action, fields, wrong in (
        ("association.member", {"standing": "loudly"}, "standing"),
        ("association.member", {"tell": "maybe"}, "tell"),
        ("association.member", {"chapter": "99"}, "chapter"),
        ("chapter.create", {"name": "berlin"}, "name"),
        ("chapter.create", {"name": ""}, "name"),
        ("chapter.create", {"address": "leeds"}, "address"),
        ("opening.create", {"kind": "lottery"}, "kind"),
        ("opening.create", {"title": "\n"}, "title"),
        ("opening.create", {"due": "the 32nd"}, "due"),
        ("opening.create", {"due": "2026-03-01"}, "due"),
        ("opening.create", {"due": "2029-01-01"}, "due"),
        ("opening.create", {"due": ""}, "due"),
        ("opening.create", {"chapter": "99"}, "chapter"),
        ("opening.create", {"link": "javascript:alert(1)"}, "link"),
        ("opening.create", {"details": "x" * 601}, "details"),
    ):
        assert await _wrong(world, action, number, {**good, **fields}) == [wrong], (action, fields)
    for action in ("association.member", "chapter.create", "opening.create"):
        assert not await _wrong(world, action, number, good)


async def _wrong(world: World, action: str, number: str, fields: Fields) -> list[str]:
    answer = await world.do(world.call(CLEO, "form", action, number, fields))
    return list(answer.errors) if isinstance(answer, FormErrors) else []


async def test_there_is_room_for_so_many_and_no_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("MAX_ASSOCIATIONS", "MAX_CHAPTERS", "MAX_OPENINGS"):
        monkeypatch.setattr(rules, name, 1)
    number = await make_association(world, chapter="Berlin")
    await make_opening(world, number, "in 3 weeks")
    full = [text(await world.say(CLEO, "/associations add"))]
    full += [
        text(await world.click(CLEO, action, number)) for action in ("chapter.add", "opening.add")
    ]
    assert [words.count("as many as I keep") for words in full] == [1, 1, 1]
    form = world.call(CLEO, "form", "association.create", fields={"name": "Other"})
    assert "as many as I keep" in text(await world.do(form))


async def test_a_calendar_that_rests_or_waits_says_so(world: World) -> None:
    number = await make_association(world, chapter="Berlin", address=ADDRESS)
    await world.pass_time(minutes=1)
    assert "waits for whoever named it" in text(await world.click(CLEO, "association.show", number))
    async with world.database.transaction() as tx:
        await tx.execute(update(source).values(state="paused"))
    assert "Its calendar rests." in text(await world.click(CLEO, "association.show", number))
