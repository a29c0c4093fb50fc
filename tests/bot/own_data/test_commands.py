"""People get everything that is kept about them, and are forgotten when they say so."""

import json
from datetime import timedelta
from html.parser import HTMLParser

from sqlalchemy import event

from bot.core.reader_languages import choose_language
from bot.own_data import views
from bot.own_data.page import write_page
from bot.own_data.records import collect_data, write_json
from bot.people.travel.tables import trip
from bot.ui.cards import File, as_text
from tests.lived_world import LEARNED
from tests.reading import card_of
from tests.world import CLEO, FATMA, GORO, HOME, PEOPLE, World


async def sent_files(world: World, person: str) -> dict[str, str]:
    card = (await world.dms(person, "Your data"))[-1]
    return {part.name: part.content for part in card.parts if isinstance(part, File)}


def rows(data: str, table: str) -> list[dict[str, object]]:
    found = [each for each in json.loads(data)["tables"] if each["table"] == table]
    return found[0]["rows"] if found else []


async def test_a_minute_later_everything_is_there_to_read_and_as_json(lived_world: World) -> None:
    answer = await lived_world.say(GORO, "/mingle data")
    assert card_of(answer) == views.on_its_way_card()
    await lived_world.pass_time(minutes=1)

    files = await sent_files(lived_world, GORO)
    data = files[views.JSON_NAME]
    assert rows(data, "person")[0]["name"] == "Goro Sato"
    assert rows(data, "learning")[0]["text"] == LEARNED
    assert len(rows(data, "group_member")) == 2
    assert LEARNED in files[views.PAGE_NAME]
    HTMLParser().feed(files[views.PAGE_NAME])


async def test_the_page_is_read_in_a_persons_own_language_and_the_file_for_programs_stays_english(
    lived_world: World,
) -> None:
    async with lived_world.database.transaction() as tx:
        await choose_language(tx, HOME, GORO, "de")
    await lived_world.say(GORO, "/mingle data")
    await lived_world.pass_time(minutes=1)
    card = (await lived_world.dms(GORO, "Deine Daten"))[-1]
    files = {part.name: part.content for part in card.parts if isinstance(part, File)}
    page = files[views.PAGE_NAME]
    assert '<html lang="de">' in page
    assert "<h1>Was Mingle über dich speichert</h1>" in page
    assert "<h2>Dein Profil</h2><p>Wozu: um dich Leuten vorzustellen" in page
    assert "<th>was du magst</th>" in page
    assert "Who sees it" not in page
    assert "Your profile" in files[views.JSON_NAME]


async def test_others_stay_unnamed_and_their_secrets_theirs(lived_world: World) -> None:
    await lived_world.say(GORO, "/mingle data")
    await lived_world.pass_time(minutes=1)
    files = await sent_files(lived_world, GORO)
    assert not rows(files[views.JSON_NAME], "avoidance")  # Cleo would rather not meet him
    assert CLEO not in files[views.JSON_NAME]

    await lived_world.say(CLEO, "/mingle data")
    await lived_world.pass_time(minutes=1)
    [avoided] = rows((await sent_files(lived_world, CLEO))[views.JSON_NAME], "avoidance")
    assert avoided["other"] == GORO


async def test_what_was_sent_is_not_kept_once_more(lived_world: World) -> None:
    await lived_world.say(GORO, "/mingle data")
    await lived_world.pass_time(minutes=1)
    async with lived_world.database.read_transaction() as tx:
        again = await collect_data(tx, HOME, GORO, lived_world.now)
    assert "html" not in str(again)


async def test_whoever_is_forgotten_hears_so_and_nothing_more(lived_world: World) -> None:
    answer = await lived_world.say(FATMA, "/mingle forget me")
    assert card_of(answer) == views.forget_card()
    done = await lived_world.click(FATMA, "own_data.forget", views.ME)
    assert card_of(done) == views.forgotten_card()

    before = await lived_world.dms(FATMA)
    await lived_world.pass_time(weeks=2)
    assert await lived_world.dms(FATMA) == before


async def test_cards_that_named_them_are_drawn_anew(lived_world: World) -> None:
    async def naming() -> list[str]:
        seen = [await lived_world.seen(person) for person in PEOPLE if person != FATMA]
        return [as_text(card) for cards in seen for _, card in cards if "Fatma" in as_text(card)]

    assert await naming()
    await lived_world.click(FATMA, "own_data.forget", views.ME)
    await lived_world.pass_time(minutes=30)
    [answer] = await naming()  # what answered a click is in the chat, where nobody edits it
    assert answer.startswith("Asked\nI've asked Fatma Aydin.")


async def test_an_export_takes_as_many_statements_after_years_as_after_days(
    lived_world: World,
) -> None:
    statements = []
    engine = lived_world.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))

    async def count_statements() -> int:
        statements.clear()
        async with lived_world.database.read_transaction() as tx:
            data = await collect_data(tx, HOME, GORO, lived_world.now)
        write_json(data)
        write_page(data)
        return len(statements)

    few = await count_statements()
    years = [lived_world.now.date() - timedelta(days=day) for day in range(5 * 365)]
    async with lived_world.database.transaction() as tx:
        trips = [{"workspace": HOME, "person": GORO, "first": day, "last": day} for day in years]
        await tx.insert_many(trip, trips)
    assert await count_statements() == few < 120


async def test_erasure_takes_as_many_statements_as_there_are_tables(lived_world: World) -> None:
    statements = []
    engine = lived_world.database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    await lived_world.click(GORO, "own_data.forget", views.ME)
    assert len(statements) < 500


async def test_ones_profile_says_how_to_read_and_to_erase_everything(lived_world: World) -> None:
    shown = as_text(card_of(await lived_world.say(FATMA, "/mingle me")))
    assert "/mingle data" in shown
    assert "/mingle forget me" in shown


async def test_whoever_was_forgotten_and_only_looks_stays_forgotten(lived_world: World) -> None:
    await lived_world.click(FATMA, "own_data.forget", views.ME)
    before = await lived_world.rows()
    for _ in range(2):
        shown = as_text(card_of(await lived_world.click(FATMA, "home.show")))
        assert "You're forgotten here" in shown
    after = await lived_world.rows()
    assert after["person"] == before["person"]
    assert after["erasure"] == before["erasure"]

    await lived_world.say(FATMA, "/mingle")
    assert "You're forgotten here" not in as_text(
        card_of(await lived_world.click(FATMA, "home.show"))
    )
