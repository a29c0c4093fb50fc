import pytest
from sqlalchemy import select

from bot.learnings.tables import learning
from bot.pairings.rounds import records
from bot.pairings.tables import pairing_group, round_skip
from bot.store.engine import Database
from bot.ui.text import Mention
from tests.factories.people import describe
from tests.factories.programs import (
    EATERS,
    TUESDAY,
    find_program,
    join_program,
    make_eaters,
    pairing_world,
    set_up_program,
)
from tests.factories.tables import JUN, PRIYA, TOM
from tests.jobs.pairing_rounds import WEEK, begin_program, draw_round
from tests.reading import button_values, labels, text
from tests.world import HOME, LUNCH, World


@pytest.fixture
async def world(database: Database) -> World:
    return await pairing_world(database)


async def test_an_introduction_says_who_why_when_and_what_to_talk_about(world: World) -> None:
    await make_eaters(world, TOM, PRIYA)
    await describe(
        world, TOM, interests=("ramen",), wants=("SQL",), slots=("thu-1230",), team="Platform"
    )
    await describe(
        world,
        PRIYA,
        interests=("Ramen",),
        offers=("SQL",),
        slots=("thu-1230", "fri-1230"),
        team="Data",
    )
    await set_up_program(world)
    await join_program(world, TOM, PRIYA)
    await world.until(TUESDAY)
    [(_, card)] = await world.introductions()
    shown = text(card)
    assert card.title in ("Tom, meet Priya", "Priya, meet Tom")
    assert "You both like" in shown
    assert "Tom would like to learn SQL, which Priya teaches." in shown
    assert "You work in different teams." in shown
    assert "Thu 5 Mar, 12:30: no answers yet" in shown
    assert "Something to start with:" in shown
    assert set(button_values(card)) == {
        "lunch.moment",
        "lunch.another",
        "lunch.profiles",
        "lunch.met",
        "lunch.not_yet",
        "lunch.cant",
        "wrong.open",
    }


async def test_without_a_shared_slot_the_usual_lunch_time_is_proposed(world: World) -> None:
    await draw_round(world)
    [(_, card)] = await world.introductions()
    assert labels(card, "lunch.moment") == [
        "Thu 5 Mar, 12:30",
        "Fri 6 Mar, 12:30",
        "Mon 9 Mar, 12:30",
    ]


async def test_the_channel_gets_one_post_a_round(world: World) -> None:
    await begin_program(world, *EATERS[:10])
    await world.until(TUESDAY + WEEK)
    first, second = await world.posts()
    assert first.title == "This week's lunches are set"
    assert "10 people are introduced, all meeting for the first time." in text(first)
    assert "have met" not in text(first)
    assert "have met" not in text(second)  # nobody has
    assert button_values(second) == {"lunch.how": "2", "lunch.skip": "1:2026-03-17"}


async def test_no_figure_is_told_about_fewer_than_five(world: World) -> None:
    await begin_program(world, *EATERS[:3])
    await world.until(TUESDAY + WEEK)
    assert "have met" not in text((await world.posts())[-1])
    assert "trio" not in text((await world.posts())[-1])
    assert "%" not in text((await world.posts())[-1])


async def test_a_forced_repeat_is_admitted(world: World) -> None:
    await draw_round(world)
    await world.until(TUESDAY + WEEK)
    assert "You were introduced in the last round too." in text(
        (await world.introductions())[-1][1]
    )


async def test_learnings_are_shared_in_the_next_post_as_their_authors_wish(world: World) -> None:
    await begin_program(world, *EATERS[:10])
    await world.until(TUESDAY)
    await world.pass_time(days=2)
    async with world.database.transaction() as tx:
        program = await find_program(world)
        last = await records.last_round(tx, program)
        assert last
        groups = await records.list_groups(tx, last)
        for (group, places), share in zip(groups, ("named", "unnamed"), strict=False):
            about, who = f"group:{group.id}", places[0].person
            common = {"workspace": HOME, "at": world.now, "about": about}
            await tx.insert(learning, **common, person=who, share=share, text=f"{share} words")
            await tx.insert(
                learning, **common, person=places[1].person, share="private", text="secret words"
            )
            await tx.insert(
                learning, **common, person="acme/stranger", share="named", text="strange words"
            )
    await world.until(TUESDAY + WEEK)
    post = text((await world.posts())[-1])
    assert "“named words” (" in post
    assert post.endswith("“unnamed words”")
    assert "secret" not in post
    assert "strange" not in post


async def test_who_is_alone_learns_why_and_what_to_do(world: World) -> None:
    await begin_program(world, TOM)
    await world.until(TUESDAY)
    card = (await world.dms(TOM))[-1]
    assert "This round of #lunch had nobody for you." in text(card)
    assert "You're first in line for your next round." in text(card)
    assert "table.open" in button_values(card)
    assert not await world.posts()


async def test_who_eats_alone_in_an_office_learns_why(world: World) -> None:
    await make_eaters(world, TOM, PRIYA, office="Berlin")
    await make_eaters(world, JUN, office="Leeds")
    await set_up_program(world, same_office="yes")
    await join_program(world, TOM, PRIYA, JUN)
    await world.until(TUESDAY)
    assert "had nobody for you. People skip a round" in text((await world.dms(JUN))[-1])


async def test_nobody_gets_the_same_opener_twice_in_a_row(world: World) -> None:
    await draw_round(world)
    for week in range(1, 11):
        await world.click(TOM, "lunch.met", str(week))
        await world.click(PRIYA, "lunch.met", str(week))
        await world.until(TUESDAY + week * WEEK)
    async with world.database.read_transaction() as tx:
        openers = await tx.scalars(select(pairing_group.c.icebreaker))
    assert len(set(openers)) == len(openers) == 11


async def test_the_post_lets_people_skip_the_next_round(world: World) -> None:
    await draw_round(world)
    await world.click(TOM, "lunch.skip", button_values((await world.posts())[0])["lunch.skip"])
    async with world.database.read_transaction() as tx:
        assert await tx.scalars(select(round_skip.c.person)) == [TOM]


async def test_names_in_an_introduction_are_mentions(world: World) -> None:
    await draw_round(world)
    [(to, card)] = await world.introductions()
    faces = [person for part in card.parts for person in getattr(part, "people", ())]
    assert faces == [Mention(who, f"{who.partition('/')[2].capitalize()} X") for who in to]
    assert LUNCH not in to
