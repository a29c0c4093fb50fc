"""Type what an operator types, and read what the program says."""

import asyncio
import csv
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import update
from typer.testing import CliRunner, Result

from bot.cli.app import app
from bot.pairings.tables import membership, pairing_program
from bot.people.tables import avoidance, person
from bot.store.migrate import open_migrated

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NAMES = ("Tom", "Priya", "Jun", "Amara", "Sofia", "=cmd()")


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    url = f"sqlite+aiosqlite:///{tmp_path}/mingle.db"
    monkeypatch.setenv("MINGLE_DATABASE__URL", url)
    return url


def typed(*words: str) -> Result:
    return CliRunner().invoke(app, ["preview", *words, "--workspace", "w"])


def table_of(folder: Path, rows: list[tuple[str, str, str]]) -> Path:
    file = folder / "people.csv"
    with file.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("person", "name", "team"))
        writer.writerows(rows)
    return file


async def with_channel(url: str, *avoiding: tuple[str, str]) -> None:
    async with open_migrated(url) as database, database.transaction() as tx:
        values = {
            "workspace": "w",
            "channel": "w/C1",
            "channel_name": "lunch",
            "recurrence": "FREQ=WEEKLY;BYDAY=TU",
        }
        start = {
            "start": date(2026, 3, 3),
            "time": "10:00",
            "zone": "UTC",
            "size": 2,
            "blackout": (),
        }
        number = await tx.insert(pairing_program, **values, **start, same_office=False, active=True)
        for name in NAMES:
            who = {"workspace": "w", "person": f"w/{name}"}
            await tx.insert(person, **who, name=name, zone="UTC", since=NOW)
            await tx.insert(
                membership, **who, program=number, state="in", since=NOW, silent_rounds=0
            )
        for one, two in avoiding:
            await tx.insert(avoidance, workspace="w", person=one, other=two)


def groups_in(file: Path) -> list[set[str]]:
    groups: dict[str, set[str]] = {}
    for row in csv.DictReader(file.read_text().splitlines()):
        groups.setdefault(row["group"], set()).add(row["person"])
    return list(groups.values())


def test_a_table_of_people_is_drawn_and_written_down(url: str, tmp_path: Path) -> None:
    people = [(f"w/{number}", f"Colleague {number}", f"Team {number % 4}") for number in range(31)]
    said = typed(str(table_of(tmp_path, people)), "--size", "3", "--to", "groups.csv")
    assert said.exit_code == 0, said.output
    assert "9 of 3, 1 of 4" in said.output
    groups = groups_in(tmp_path / "groups.csv")
    assert sorted(map(len, groups)) == [3] * 9 + [4]
    assert set.union(*groups) == {who for who, _, _ in people}
    assert not (tmp_path / "mingle.db").exists()


def test_a_table_of_people_is_drawn_in_eights(url: str, tmp_path: Path) -> None:
    people = [(f"w/{number}", f"Colleague {number}", f"Team {number % 4}") for number in range(25)]
    said = typed(str(table_of(tmp_path, people)), "--size", "8", "--to", "groups.csv")
    assert said.exit_code == 0, said.output
    assert sorted(map(len, groups_in(tmp_path / "groups.csv"))) == [8, 8, 9]


def test_a_host_of_a_table_sits_with_people_drawn_by_lot(url: str, tmp_path: Path) -> None:
    people = [(f"w/{number}", f"Colleague {number}", f"Team {number % 4}") for number in range(12)]
    file = str(table_of(tmp_path, people))
    tables = set()
    for seed in ("1", "2", "3", "4"):
        words = ("--size", "3", "--host", "colleague 7", "--seed", seed, "--to", "groups.csv")
        said = typed(file, *words)
        assert said.exit_code == 0, said.output
        assert "host table" in said.output
        [seated] = [group for group in groups_in(tmp_path / "groups.csv") if "w/7" in group]
        assert len(seated) == 3
        tables.add(frozenset(seated))
    assert len(tables) > 1
    assert typed(file, "--host", "w/7").exit_code == 0
    assert "host table" not in typed(file).output


def test_a_host_who_is_not_in_the_table_or_not_alone_there_is_asked_for(
    url: str, tmp_path: Path
) -> None:
    file = str(table_of(tmp_path, [("w/1", "Tom", ""), ("w/2", "Tom", ""), ("w/3", "Jun", "")]))
    nobody, several = typed(file, "--host", "Eve"), typed(file, "--host", "tom")
    assert (nobody.exit_code, several.exit_code) == (2, 2)
    assert "Nobody in this table is called “Eve”" in nobody.output
    assert "Several people in this table are called “tom”" in several.output


def test_lines_that_cannot_be_read_are_told_and_the_others_drawn(url: str, tmp_path: Path) -> None:
    said = typed(
        str(table_of(tmp_path, [("w/1", "Tom", ""), ("x/2", "Eve", ""), ("w/3", "Jun", "")]))
    )
    assert "Line 3:" in said.output
    assert "1 of 2" in said.output


def test_the_next_round_of_a_channel_is_drawn_and_nothing_is_kept(url: str, tmp_path: Path) -> None:
    asyncio.run(with_channel(url))
    before = (tmp_path / "mingle.db").read_bytes()
    for name in ("lunch", "#lunch", "w/C1"):
        said = typed(name, "--to", "groups.csv")
        assert "3 of 2" in said.output, said.output
    assert (tmp_path / "mingle.db").read_bytes() == before
    assert "'=cmd()" in (tmp_path / "groups.csv").read_text()


def test_who_has_no_company_is_not_told_apart_from_who_is_away(url: str, tmp_path: Path) -> None:
    everybody = [f"w/{name}" for name in NAMES]
    asyncio.run(with_channel(url, *((everybody[0], other) for other in everybody[1:])))
    said = typed("lunch", "--to", "groups.csv")
    assert everybody[0] not in set.union(*groups_in(tmp_path / "groups.csv"))

    async def leave() -> None:
        async with open_migrated(url) as database, database.transaction() as tx:
            await tx.execute(avoidance.delete())
            await tx.execute(
                update(person).where(person.c.person == everybody[0]).values(left=True)
            )

    asyncio.run(leave())
    assert typed("lunch").output == said.output


def test_what_is_neither_a_file_nor_a_channel_is_named_calmly(url: str) -> None:
    said = typed("nowhere")
    assert (said.exit_code, said.output.count("\n")) == (2, 1)
    assert "There is no file “nowhere”" in said.output
