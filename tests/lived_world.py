"""A world that has lived nine days, in which every kind of message is somewhere."""

import itertools
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select, update

from adapters.playground.town_events import DESIGN
from bot.core.tables import outbox_message
from bot.events.records import EventDraft, insert_event
from bot.happy_hour.tables import poll
from bot.swap import agreements
from bot.swap.agreements import Acceptance
from bot.swap.envelope import make_keys
from tests.factories.associations import found_guild
from tests.factories.people import make_people
from tests.reading import form_of, value_of
from tests.world import HOME, MONDAY, NAMES, PEOPLE, World, home

LIVED = MONDAY + timedelta(days=9, hours=3, minutes=10)  # a Wednesday, 12:10 in Berlin
SUGGESTION = "Walk to lunch with whoever sits nearest to the stairs."
LEARNED = "A spreadsheet can be sorted by colour."
PLACE = "Noodle Cellar"


async def settle(world: World, workspace: str = HOME, names: Sequence[str] = NAMES) -> None:
    """Add people with profiles, and start lunches and prompts."""
    people = await make_people(world, *names, workspace=workspace)
    ada = people[0]
    lunch, prompts = f"{workspace}/lunch", f"{workspace}/prompts"
    await world.fill(ada, "/mingle setup", {"channel": lunch}, lunch)
    await world.fill(ada, "/prompt setup", {"channel": prompts}, prompts)
    await world.pass_time(minutes=1)
    for number, person in enumerate(people):
        await world.click(person, "people.join", await world.button(person, "people.join"))
        await world.fill(person, "/mingle profile", _profile(number))


def _profile(number: int) -> dict[str, str | tuple[str, ...]]:
    return {
        "team": ("Sales", "Design", "Data")[number % 3],
        "manager": ("Noor", "Ola")[number % 2],
        "office": "Berlin",
        "slots": ("tue-1230", "thu-1230"),
        "interests": ("ramen, chess", "chess, running", "ramen, running")[number % 3],
        "offers": ("python", "sql")[number % 2],
        "wants": ("sql", "python")[number % 2],
    }


async def live(world: World, workspace: str = HOME) -> None:
    """Live nine days, to a Wednesday noon when every kind of message is somewhere."""
    ada, ben, cleo, dina, emil, fatma, goro = (
        f"{workspace}/{person.partition('/')[2]}" for person in PEOPLE
    )
    prompts = f"{workspace}/prompts"
    await _evening(world, dina, emil, fatma)
    await _digest(world, ada)
    await world.until(
        MONDAY + timedelta(days=8, hours=1, minutes=5)
    )  # Tuesday: the first round is drawn
    await _conference(world, dina)
    await _lunches(world, (ada, ben, cleo, dina, emil, fatma, goro))
    await world.fill(goro, "/prompt suggest", {"text": SUGGESTION}, prompts)
    await world.say(emil, "/lunch usual mon 12:30")
    await world.say(emil, f'/lunch tomorrow 13:00 seats:3 at:"{PLACE}" topic:python')
    await world.until(
        MONDAY + timedelta(days=9, hours=2, minutes=30)
    )  # Wednesday: a prompt is posted
    number = await world.button(goro, "prompt.did")
    await world.click(cleo, "prompt.will_do", number, channel=prompts)
    form = form_of(await world.click(goro, "prompt.did", number, channel=prompts))
    await world.submit(goro, form, {"text": LEARNED, "share": "named"}, prompts)
    await world.say(ben, "/lunch today 12:30 topic:chess")
    await world.say(dina, "/lunch today 12:45")
    await world.click(fatma, "table.join", await world.button(fatma, "table.join"))
    await world.fill(cleo, "/mingle rather-not", {"others": (goro,)})
    await world.click(fatma, "attention.mute", "lunch.nudge")
    await _poll(world, ada, ben)
    await world.do(
        world.call(dina, "command", "events add", fields={"address": DESIGN}, id=f"{dina} adds")
    )
    await found_guild(world, dina, emil)
    await _wrong(world, ada, cleo, (ben, goro))
    await world.until(LIVED)  # the two tables of 12:30 and 12:45 are asked to join
    async with world.database.transaction() as tx:  # one message whose fate nobody could see
        report = update(outbox_message).where(
            outbox_message.c.workspace == workspace, outbox_message.c.reason == "lunch.report"
        )
        await tx.execute(report.values(state="held"))
    await _swap(world, dina)


async def _evening(world: World, host: str, fickle: str, patient: str) -> None:
    """Plan an event with two seats, of which one changes hands, and look for another host."""
    about = {
        "title": "Chess at noon",
        "place": "Corner Café",
        "address": "Torstr. 5",
        "capacity": "2",
    }
    told, world.interactions = (
        world.interactions,
        itertools.count(5_000),
    )  # the number of an interaction seeds its randomness: keep that of the others
    await world.fill(
        host, "/events new 2026-03-12 12:00", {**about, "channel": f"{home(host)}/lunch"}
    )
    await world.pass_time(minutes=1)
    number = await world.button(host, "event.edit")
    await world.submit(
        host, "event.terms", {"guests": "1", "reminders": ("1440", "60")}, value=number
    )
    for person, answer in ((fickle, "going"), (patient, "going"), (fickle, "cant")):
        await world.click(person, "event.answer", f"{number}:{answer}")
    await world.click(host, "event.swap", number)
    world.interactions = told


async def _swap(world: World, person: str) -> None:
    """Agree to swap lunches with another company, and let somebody ask about it."""
    async with world.database.transaction() as tx:
        token, _ = await agreements.invite(
            tx, home(person), "Northwind", "The fountain", "Europe/Berlin", world.now
        )
        told = agreements.read_token(token)
        back = Acceptance(told.code, "Southgate", "https://south.example/swap", make_keys().public)
        answer = agreements.write_token(back)
        await agreements.accept(tx, home(person), answer, "", "", world.now)
    number, world.interactions = world.interactions, itertools.count(9_000)
    await world.say(person, "/mingle swap")
    world.interactions = number


async def _digest(world: World, organiser: str) -> None:
    """Post a digest in the channel on Mondays."""
    told, world.interactions = world.interactions, itertools.count(7_000)
    await world.fill(organiser, "/events digest", {"channel": f"{home(organiser)}/lunch"})
    world.interactions = told


async def _conference(world: World, reader: str) -> None:
    """List a gathering far away, and look at it."""
    starts = MONDAY + timedelta(days=200)
    draft = EventDraft(
        home(reader), "listed", "Harbour summit", starts, starts + timedelta(days=2),
        "Europe/Lisbon", world.now, place="Lisbon", reach="international",
    )  # fmt: skip
    async with world.database.transaction() as tx:
        number = await insert_event(tx, draft)
    told, world.interactions = world.interactions, itertools.count(14_000)
    await world.click(reader, "event.show", number)
    world.interactions = told


async def _poll(world: World, organiser: str, member: str) -> None:
    """Ask when and where to meet, with a place that a member proposes, and look at another
    preview."""
    told, world.interactions = world.interactions, itertools.count(6_000)
    lunch = f"{home(organiser)}/lunch"
    for name, part in (("Anker", "Mitte"), ("Birke", "Wedding")):
        await world.fill(organiser, "/venues add", {"name": name, "part": part, "good_for": "both"})
    for _ in range(2):
        await world.fill(organiser, "/happyhour", {"channel": lunch, "deadline": "in 5 days"})
    async with world.database.read_transaction() as tx:
        posted, draft = await tx.scalars(
            select(poll.c.id).where(poll.c.workspace == home(organiser)).order_by(poll.c.id)
        )
    await world.click(organiser, "poll.post", posted)
    await world.click(organiser, "poll.change", draft)
    await world.submit(
        member,
        form_of(await world.click(member, "poll.propose", posted)),
        {"name": "Chorus", "part": "Pankow"},
    )
    await world.pass_time(minutes=1)
    await world.click(member, "poll.works", await world.button(member, "poll.works"))
    await world.click(member, "poll.remind", posted)
    question = {"channel": lunch, "closes": "in 14 days"}
    await world.fill(member, "/poll Tea or coffee?", question)
    await world.pass_time(minutes=1)
    world.interactions = told


async def _wrong(world: World, organiser: str, trusted: str, others: Sequence[str]) -> None:
    """Name whom to tell; somebody does, and somebody asks to hide what is on a table."""
    told, world.interactions = world.interactions, itertools.count(15_000)
    asking, telling = others
    await world.submit(organiser, "trusted.save", {"people": (trusted,)})
    cards = await world.posts(f"{home(organiser)}/lunch", "Emil has a table")
    table = value_of(cards[-1], "wrong.open")
    form = form_of(await world.click(telling, "wrong.tell", table))
    await world.submit(telling, form, {"words": "This isn't right."})
    form = form_of(await world.click(asking, "wrong.hide", table))
    await world.submit(asking, form, {"reason": "elsewhere"})
    world.interactions = told


async def _lunches(world: World, people: Sequence[str]) -> None:
    """One group meets, one falls apart, and one agrees on a time."""
    rooms = await world.chats[home(people[0])].playground.conversations_by_id()
    groups = [room.people for room in rooms.values() if room.kind == "group"]
    pairs = [group for group in groups[-(len(people) // 2) :] if len(group) == 2]
    met, apart = pairs[0], pairs[1]
    [trio] = [group for group in groups[-(len(people) // 2) :] if len(group) == 3]
    told, world.interactions = world.interactions, itertools.count(12_000)
    moment = await world.button(trio[0], "lunch.moment")
    for person in trio:
        await world.click(person, "lunch.moment", moment)
    group = await world.button(trio[0], "lunch.another")
    form = form_of(await world.click(trio[0], "lunch.another", group))
    await world.submit(trio[0], form, {"when": "Friday 16:00"})
    world.interactions = told
    number = await world.button(met[0], "lunch.met")
    await world.click(met[0], "lunch.met", number)
    form = form_of(
        await world.click(met[0], "learning.share", await world.button(met[0], "learning.share"))
    )
    await world.submit(met[0], form, {"text": LEARNED, "share": "unnamed"})
    await world.click(apart[0], "lunch.cant", await world.button(apart[0], "lunch.cant"))
    await world.pass_time(minutes=1)
    await world.click(apart[1], "lunch.rescue", await world.button(apart[1], "lunch.rescue"))
