"""One evening that several sources tell of: what is sure is one, what is unsure is asked about, one
question after the other, and what somebody rules is learned from."""

from collections.abc import Sequence

from sqlalchemy import select

from bot.events.records import find_event_for_update, list_going
from bot.events.rsvps import save_rsvp
from bot.sources.tables import duplicate_ruling
from bot.ui.cards import as_text
from tests.doubles.web.server import Site
from tests.factories.people import make_people
from tests.factories.sources import listed_events, make_calendar, make_source
from tests.reading import choices, text
from tests.world import BEN, CLEO, HOME, World

DAYS = ("20261015", "20261016", "20261020", "20261022")


async def add(world: World, site: Site, name: str, *events: tuple[str, ...]) -> int:
    """Let a site list these events, and add it."""
    site.pages[f"/{name}.ics"] = make_calendar(*events, name=name)
    return await make_source(world, f"{site.home}/{name}.ics", name)


def unsure_pairs(*days: str) -> tuple[Sequence[tuple[str, ...]], Sequence[tuple[str, ...]]]:
    """Return what two sites list on each of these days, and what may be one evening."""
    one = [(f"a{n}", "Open design night", f"{day}T183000") for n, day in enumerate(days)]
    other = [(f"b{n}", "Design night and drinks", f"{day}T183000") for n, day in enumerate(days)]
    return one, other


async def questions(world: World) -> list[str]:
    """Return the questions that still wait for an answer, as Ben reads them."""
    cards = await world.dms(BEN, "Is this one evening?")
    return [as_text(card) for card in cards if "I remember your answer" in as_text(card)]


async def states(world: World) -> list[str]:
    """Return the states of all rulings, in order."""
    async with world.database.read_transaction() as tx:
        query = select(duplicate_ruling.c.state).order_by(duplicate_ruling.c.id)
        return list(await tx.scalars(query))


async def titles(world: World) -> list[str]:
    """Return the start and title of every event, in order."""
    return [f"{when} {title}" for when, title, _ in await listed_events(world)]


async def answer(world: World, action: str) -> str:
    """Answer the question that is open."""
    waiting = (await states(world)).index("asked") + 1
    card = text(await world.click(BEN, action, str(waiting)))
    await world.pass_time(minutes=1)
    return card


class TestQuestions:
    """What a person is asked, and when."""

    async def test_one_question_comes_after_the_other_the_soonest_first(
        self, world: World, site: Site
    ) -> None:
        jazz = ("j", "Weekly jazz evening", f"{DAYS[1]}T183000")
        other_jazz = ("k", "Jazz lunch meeting", f"{DAYS[1]}T183000")
        one, other = unsure_pairs(DAYS[0])
        await add(world, site, "Club", jazz, *one)
        await add(world, site, "Chamber", other_jazz, *other)
        [first] = await questions(world)
        assert "design" in first
        await answer(world, "twin.same")
        [second] = await questions(world)
        assert "jazz" in second

    async def test_an_evening_that_somebody_answered_to_comes_first(
        self, world: World, site: Site
    ) -> None:
        one, other = unsure_pairs(*DAYS[:2])
        await add(world, site, "Club", *one)
        async with world.database.transaction() as tx:
            later = await find_event_for_update(tx, HOME, 2)
            assert later
            await save_rsvp(tx, later, BEN, "going", world.now)
        await add(world, site, "Chamber", *other)
        [first] = await questions(world)
        assert "16 Oct" in first

    async def test_a_question_whose_evening_is_over_makes_room_for_the_next(
        self, world: World, site: Site
    ) -> None:
        one, other = unsure_pairs(DAYS[0], DAYS[3])
        await add(world, site, "Club", *one)
        await add(world, site, "Chamber", *other)
        await world.pass_time(days=16)
        [second] = await questions(world)
        assert "22 Oct" in second

    async def test_an_unanswered_question_keeps_nobody_from_the_next_for_more_than_a_week(
        self, world: World, site: Site
    ) -> None:
        one, other = unsure_pairs(DAYS[2], DAYS[3])
        await add(world, site, "Club", *one)
        await add(world, site, "Chamber", *other)
        await world.pass_time(days=6)
        assert len(await questions(world)) == 1
        await world.pass_time(days=3)
        assert len(await questions(world)) == 2

    async def test_nobody_is_asked_what_became_sure_while_it_waited(
        self, world: World, site: Site
    ) -> None:
        one, other = unsure_pairs(*DAYS[:2])
        await add(world, site, "Club", *one)
        await add(world, site, "Chamber", *other)
        site.pages["/Chamber.ics"] = make_calendar(
            other[0], ("b1", "Open design night", "20261016T183000"), name="Chamber"
        )
        await world.pass_time(hours=8)
        await answer(world, "twin.different")
        assert not await questions(world)
        assert (await titles(world)).count("16 16:30 Open design night") == 1

    async def test_one_answer_holds_for_a_whole_series(self, world: World, site: Site) -> None:
        weekly = "RRULE:FREQ=WEEKLY;COUNT=4"
        await add(world, site, "Club", ("1", "Open design night", "20261015T183000", weekly))
        await add(
            world, site, "Chamber", ("9", "Design night and drinks", "20261015T183000", weekly)
        )
        [only] = await questions(world)
        assert "for all 4 evenings" in only
        await answer(world, "twin.same")
        assert len(await listed_events(world)) == 4


class TestLessons:
    """What a ruling says about other pairs of the same two sources."""

    async def test_words_that_meant_nothing_once_mean_nothing_the_next_time(
        self, world: World, site: Site
    ) -> None:
        one, other = unsure_pairs(*DAYS)
        await add(world, site, "Club", *one)
        await add(world, site, "Chamber", *other)
        assert len(await listed_events(world)) == 8
        assert "3 more pairs" in await answer(world, "twin.same")
        assert await states(world) == ["same"] * 4
        assert len(await listed_events(world)) == 4
        assert not await questions(world)

    async def test_a_ruling_taken_back_takes_what_followed_with_it(
        self, world: World, site: Site
    ) -> None:
        one, other = unsure_pairs(*DAYS[:3])
        await add(world, site, "Club", *one)
        await add(world, site, "Chamber", *other)
        await answer(world, "twin.same")
        assert len(await listed_events(world)) == 3
        card = text(await world.click(BEN, "twin.different", "1"))
        assert "Two evenings, then" in card
        assert "2 more pairs" in card
        assert await states(world) == ["different"] * 3
        assert len(await listed_events(world)) == 6

    async def test_a_series_added_later_follows_what_was_ruled_before(
        self, world: World, site: Site
    ) -> None:
        one, other = unsure_pairs(*DAYS[:2])
        await add(world, site, "Club", *one)
        await add(world, site, "Chamber", other[0])
        await answer(world, "twin.same")
        site.pages["/Chamber.ics"] = make_calendar(*other, name="Chamber")
        await world.pass_time(hours=8)
        assert len(await listed_events(world)) == 2
        assert not await questions(world)


class TestShared:
    """Evenings that became one without a question, and are two."""

    LOFT = "LOCATION:Harbour Loft"

    async def shared(self, world: World, site: Site) -> str:
        """Have two evenings taken for one; return the choice that takes them apart."""
        tango, amarillo = ("Tango Milonga", f"{DAYS[0]}T183000", self.LOFT), "Milonga Amarillo"
        club = await add(world, site, "Club", ("a", *tango))
        await add(world, site, "Town", ("b", f"Tango {amarillo}", *tango[1:]))
        assert len(await listed_events(world)) == 1
        card = await world.click(BEN, "twin.list", club)
        assert f"Town: Tango {amarillo}" in text(card)
        [choice] = choices(card, "twin.part")
        return choice

    async def test_they_are_taken_apart_and_their_words_tell_later_ones_apart(
        self, world: World, site: Site
    ) -> None:
        choice = await self.shared(world, site)
        told = text(await world.click(BEN, "twin.part", choice=choice))
        assert "Two evenings, then" in told
        assert len(await listed_events(world)) == 2
        for name, title in (("Club", "Tango Milonga"), ("Town", "Tango Milonga Amarillo")):
            later = ("later", title, f"{DAYS[3]}T183000", self.LOFT)
            site.pages[f"/{name}.ics"] = make_calendar(later, name=name)
        await world.pass_time(hours=8)
        assert len([title for title in await titles(world) if title.startswith("22")]) == 2

    async def test_what_was_taken_apart_is_listed_there_and_put_together_again(
        self, world: World, site: Site
    ) -> None:
        await world.click(BEN, "twin.part", choice=await self.shared(world, site))
        card = await world.click(BEN, "twin.list", 1)
        assert "Two evenings: Thu 15 Oct · Tango Milonga · Tango Milonga Amarillo" in text(card)
        [choice] = choices(card, "twin.join")
        assert "One evening, then" in text(await world.click(BEN, "twin.join", choice=choice))
        assert len(await listed_events(world)) == 1

    async def test_only_whoever_added_one_of_them_or_organises_takes_them_apart(
        self, world: World, site: Site
    ) -> None:
        choice = await self.shared(world, site)
        await make_people(world, "Cleo Brandt", organisers=(), channels=(), housekeeping=False)
        told = text(await world.click(CLEO, "twin.part", choice=choice))
        assert "whoever added it" in told
        assert len(await listed_events(world)) == 1

    async def test_a_source_whose_evenings_nobody_else_tells_says_so(
        self, world: World, site: Site
    ) -> None:
        club = await add(world, site, "Club", ("a", "Tango Milonga", f"{DAYS[0]}T183000"))
        told = text(await world.click(BEN, "twin.list", club))
        assert "Nothing it lists ahead is told by another source too." in told


class TestChanged:
    """What becomes the same evening only later, when its source says more."""

    NIGHT = ("Silent disco", "20261015T183000", "LOCATION:Betahaus")

    async def test_an_evening_that_gets_its_name_later_becomes_the_one_that_others_list(
        self, world: World, site: Site
    ) -> None:
        await add(world, site, "Club", ("a", *self.NIGHT))
        await add(world, site, "Town", ("b", "To be announced", *self.NIGHT[1:]))
        async with world.database.transaction() as tx:
            later = await find_event_for_update(tx, HOME, 2)
            assert later
            await save_rsvp(tx, later, BEN, "going", world.now)
        site.pages["/Town.ics"] = make_calendar(("b", *self.NIGHT), name="Town")
        await world.pass_time(hours=8)
        assert await titles(world) == ["15 16:30 Silent disco"]
        async with world.database.read_transaction() as tx:
            assert [one.person for one in await list_going(tx, HOME, 1)] == [BEN]

    async def test_where_that_is_unsure_somebody_is_asked(self, world: World, site: Site) -> None:
        one, other = unsure_pairs(DAYS[0])
        await add(world, site, "Club", *one)
        await add(world, site, "Chamber", ("b0", "To be announced", f"{DAYS[0]}T183000"))
        site.pages["/Chamber.ics"] = make_calendar(*other, name="Chamber")
        await world.pass_time(hours=8)
        [question] = await questions(world)
        assert "Design night and drinks" in question


class TestShows:
    """Doors and show are one evening; a matinée and the show are two."""

    async def test_doors_and_show_an_hour_apart_are_one_evening(
        self, world: World, site: Site
    ) -> None:
        await add(world, site, "Hall", ("a", "The Larks", "20261015T190000", "LOCATION:Grey Heron"))
        await add(
            world, site, "Town", ("b", "The Larks", "20261015T200000", "LOCATION:The Grey Heron")
        )
        assert len(await listed_events(world)) == 1

    async def test_where_one_site_lists_two_shows_each_is_the_one_of_its_hour(
        self, world: World, site: Site
    ) -> None:
        place = "LOCATION:Grey Heron"
        await add(
            world,
            site,
            "Hall",
            ("a", "The Larks", "20261015T190000", place),
            ("b", "The Larks", "20261015T200000", place),
        )
        await add(world, site, "Town", ("c", "The Larks", "20261015T200000", place))
        await add(world, site, "Guide", ("d", "The Larks", "20261015T210000", place))
        assert await titles(world) == [
            "15 17:00 The Larks",
            "15 18:00 The Larks",
            "15 19:00 The Larks",
        ]
