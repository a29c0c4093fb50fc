"""`/mingle next` in many random worlds, asked two thousand times and judged by the rows alone."""

import random
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Table, delete, update

from bot.associations.tables import association, association_member, opening
from bot.events.tables import event
from bot.events.views.parts import UNTITLED
from bot.open_tables.tables import open_table
from bot.people.records import update_person
from bot.people.tables import channel_member
from tests.bot.next_step.judges import judge_step, last_said
from tests.factories.digests import make_listed_event
from tests.factories.people import make_avoid_list, make_people
from tests.factories.programs import make_program
from tests.reading import buttons
from tests.world import HOME, LUNCH, PEOPLE, SIDE, World, world_in

WORLDS, ASKED = 10, 200  # 2,000 times
TOPICS = ("Python", "jazz", "climbing", "accounting")
TOWNS = ("Berlin", "Berlin", "Leeds", "")


@pytest.mark.parametrize("seed", range(WORLDS))
async def test_the_next_step_is_never_empty_over_full_blocked_hidden_or_not_theirs(
    tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    async with world_in(tmp_path / "many.db") as world:
        await _fill(world, chance)
        before: dict[str, object] = {}
        for number in range(ASKED):
            if number % 4 == 0:
                await _live(world, chance)
            who = chance.choice(PEOPLE)
            answer = await world.do(world.call(who, "command", "mingle next"))
            said = await last_said(world, who)
            assert said != before.get(who), "never twice in a row"
            before[who] = said
            await judge_step(world, who, answer)
            if chance.random() < 0.4:
                chosen = chance.choice(buttons(answer))
                await _click(world, who, chosen.action, chosen.value)
                before[who] = await last_said(world, who)


async def _fill(world: World, chance: random.Random) -> None:
    """Fill a world with people, what they like and avoid, events, tables and openings."""
    await make_people(world, channels=("lunch", "side"), known=True, housekeeping=False)
    await make_program(world)
    for who in PEOPLE:
        if chance.random() < 0.7:
            await world.say(who, "/mingle join")
        profile = {
            "office": chance.choice(TOWNS),
            "mode": chance.choice(("person", "either", "either", "remote")),
            **{
                name: tuple(chance.sample(TOPICS, chance.randint(0, 2)))
                for name in ("interests", "offers", "wants")
            },
        }
        async with world.database.transaction() as tx:
            await update_person(tx, HOME, who, **profile)
        await make_avoid_list(
            world, who, *(one for one in PEOPLE if one != who and chance.random() < 0.15)
        )
    for number in range(8):
        await make_listed_event(
            world,
            chance.choice((f"Evening {number}", UNTITLED)),
            chance.uniform(-1, 9),
            topics=(chance.choice(TOPICS),),
            town=chance.choice(TOWNS),
            capacity=chance.choice((None, None, 1, 2)),
        )
    for number in range(3):
        await make_listed_event(
            world,
            f"Ours {number}",
            number + 1,
            kind="gathering",
            channel=chance.choice((LUNCH, SIDE)),
        )
    async with world.database.transaction() as tx:
        guild = await tx.insert(
            association, workspace=HOME, name="Guild", folded="guild", about="Python people",
            link="", added_by=PEOPLE[0], added_at=world.now,
        )  # fmt: skip
        for who in chance.sample(PEOPLE, 3):
            await tx.insert(
                association_member, workspace=HOME, association=guild, person=who,
                standing="privately", tell=False,
            )  # fmt: skip
        for number in range(3):
            due = (world.now + timedelta(days=chance.randint(-3, 12))).date()
            await tx.insert(
                opening, workspace=HOME, association=guild, kind="role", title=f"Role {number}",
                details="", link="", due=due, zone="Europe/Berlin",
                state=chance.choice(("open", "closed")), added_by=PEOPLE[0], added_at=world.now,
            )  # fmt: skip
        # Somebody who is not in a channel does not go to what is planned there.
        await tx.execute(
            delete(channel_member).where(
                channel_member.c.person == PEOPLE[1], channel_member.c.channel == SIDE
            )
        )


async def _live(world: World, chance: random.Random) -> None:
    """Let something happen: people go, sit down, open tables, fall out; things are called off."""
    who = chance.choice(PEOPLE)
    rows = await world.select_all(event)
    match chance.randint(0, 6):
        case 0 | 1 if rows:
            number = chance.choice(rows).id
            answer = chance.choice(("going", "going", "if_one", "cant"))
            await _click(world, who, "event.answer", f"{number}:{answer}")
            if chance.random() < 0.7:
                await _click(world, who, "event.openly", f"{number}:yes")
        case 2:
            day, hour = chance.randint(0, 6), chance.choice((11, 12, 13))
            at = world.now + timedelta(days=day)
            seats = chance.randint(2, 3)
            fields = {"when": f"{at:%Y-%m-%d} {hour}:30", "seats": str(seats)}
            await world.do(world.call(who, "command", "lunch", fields=fields))
        case 3:
            tables = await world.select_all(open_table)
            if tables:
                await _click(world, who, "table.join", f"{chance.choice(tables).id}")
        case 4 if rows:
            await _set(world, event, chance.choice(rows).id, state="cancelled")
        case 5:
            others = [one for one in PEOPLE if one != who]
            await make_avoid_list(world, who, *chance.sample(others, chance.randint(0, 2)))
        case 6:
            world.now += timedelta(hours=chance.choice((1, 3, 9)))


async def _click(world: World, who: str, action: str, value: str) -> None:
    await world.do(world.call(who, "button", action, value))


async def _set(world: World, table: Table, number: int, **values: object) -> None:
    async with world.database.transaction() as tx:
        await tx.execute(update(table).where(table.c.id == number).values(**values))
