"""Take venues out as a table and in again, one sentence for each line that fails."""

from datetime import UTC, datetime

from bot.store.engine import Database
from bot.venues import csv, records, views
from tests.factories.polls import make_venues, venue_table

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


async def test_a_table_comes_back_as_it_went_and_changes_only_what_it_says(
    either_database: Database,
) -> None:
    await make_venues(either_database, "W")
    async with either_database.transaction() as tx:
        written = await csv.export_venues(tx, "W")
        again = await csv.import_venues(tx, "W", written, NOW)
        assert (again.added, again.changed, again.refused) == (0, 0, [])
        changed = await csv.import_venues(tx, "W", "name,quiet\nANKER,yes\nNeu,no\nneu,yes\n", NOW)
        assert (changed.added, changed.changed, changed.refused) == (1, 2, [])
        anker, neu = (
            await records.find_venue_by_name(tx, "W", "anker"),
            await records.find_venue_by_name(tx, "W", "neu"),
        )
        assert anker
        assert neu
        assert (anker.part, anker.capacity, anker.quiet) == ("Mitte", 30, True)
        assert (neu.good_for, neu.quiet) == ("evening", True)
        assert not await records.list_open_venues(tx, "V")


async def test_a_line_that_cannot_be_read_gets_a_sentence_and_the_others_are_taken(
    database: Database,
) -> None:
    lines = [
        "name,capacity,map_link,price,good_for,quiet",
        "Anker,40,https://map.example.org/1,2,both,yes",
        "Birke,many,,,,no",
        "Chorus,,javascript:alert(1),,,no",
        "Diele,,,9,,no",
        "Eule,,,,breakfast,no",
        "Falke,,,,,perhaps",
        ",,,,,no",
        "short",
        '"=HYPERLINK(""x"")",,,,,no',
    ]
    async with database.transaction() as tx:
        report = await csv.import_venues(tx, "W", "\n".join(lines), NOW)
        assert (report.added, [number for number, _ in report.refused]) == (
            2,
            [3, 4, 5, 6, 7, 8, 9],
        )
        assert report.refused[0][1] == views.wrong_cell("capacity", views.no_capacity())
        assert "'=HYPERLINK" in await csv.export_venues(tx, "W")
        wrong = await csv.import_venues(tx, "W", venue_table().replace("part", "street"), NOW)
        assert wrong.refused == [(1, views.table_columns(csv.COLUMNS))]
